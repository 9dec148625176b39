package io.eprointake.dashboard;

import io.eprointake.leakwatch.Signal;
import io.eprointake.report.Scope;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What changed since one page was last told. Those who tell and the page's own thread run against
 * each other; the bits of one number decide, so a change is told once or with the next, and however
 * many come while a page is slow, it holds no more than one of each kind.
 */
final class Subscription {

    private static final Topic[] TOPICS = Topic.values();

    private final AtomicInteger changed = new AtomicInteger();
    private final Signal signal = new Signal();
    private final Scope scope;

    Subscription(Scope scope) {
        this.scope = scope;
    }

    /** Of whose sites it is told; nobody else's. */
    Scope scope() {
        return scope;
    }

    void tell(Topic topic) {
        changed.getAndUpdate(bits -> bits | topic.bit());
        signal.raise();
    }

    /** Has its thread look around, though nothing changed. */
    void wake() {
        signal.raise();
    }

    /** What changed; waits for it, and for no longer than this: then it is nothing. */
    Set<Topic> await(Duration atMost) throws InterruptedException {
        signal.await(atMost);
        return take();
    }

    /** What changed since this was last called. */
    Set<Topic> take() {
        int bits = changed.getAndSet(0);
        Set<Topic> topics = EnumSet.noneOf(Topic.class);
        for (Topic topic : TOPICS) {
            if ((bits & topic.bit()) != 0) {
                topics.add(topic);
            }
        }
        return topics;
    }
}
