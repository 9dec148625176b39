package io.eprointake.dashboard;

import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.report.Scope;
import io.eprointake.report.StudySite;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** The pages that are open, here. */
final class Subscriptions {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final Set<Subscription> open = ConcurrentHashMap.newKeySet();
    private final Semaphore room;
    private volatile boolean stopped;

    /**
     * @param most that are open at once
     */
    Subscriptions(int most, MeterRegistry meters) {
        this.room = new Semaphore(most);
        Gauge.builder("epro.dashboard.streams", open, Set::size)
                .description("Pages that are open, each with a stream of events")
                .register(meters);
    }

    /**
     * A page opened; to be closed by whoever opened it.
     *
     * @throws Refused when there is no room for one more
     */
    Subscription open(Scope scope) {
        if (!room.tryAcquire()) {
            throw new Refused(
                    Problem.OVERLOADED, "As many pages are open here as may be.", RETRY_AFTER);
        }
        var subscription = new Subscription(scope);
        open.add(subscription);
        return subscription;
    }

    void close(Subscription subscription) {
        if (open.remove(subscription)) {
            room.release();
        }
    }

    boolean none() {
        return open.isEmpty();
    }

    /** Tells those to whom one of the sites belongs. */
    void tell(Topic topic, Set<StudySite> sites) {
        for (Subscription page : sites.isEmpty() ? Set.<Subscription>of() : open) {
            if (sites.stream()
                    .anyMatch(it ->
                            page.scope().coversStudy(it.study())
                                    && page.scope().coversSite(it.site()))) {
                page.tell(topic);
            }
        }
    }

    /** Tells those to whom one of the sites belongs, in whatever study. */
    void tellSites(Topic topic, Set<String> sites) {
        for (Subscription page : sites.isEmpty() ? Set.<Subscription>of() : open) {
            if (sites.stream().anyMatch(page.scope()::coversSite)) {
                page.tell(topic);
            }
        }
    }

    /** Of what is no site's. */
    void tellAll(Topic topic) {
        open.forEach(page -> page.tell(topic));
    }

    /** Has all of them end. */
    void stop() {
        stopped = true;
        open.forEach(Subscription::wake);
    }

    boolean stopped() {
        return stopped;
    }
}
