package io.eprointake.leakwatch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * Makes threads that have a name, and counts the virtual ones. The JVM's own counters see no
 * virtual thread that is parked, so a leaked one shows here or nowhere short of a dump.
 */
@Component
public final class Threads {

    /**
     * Counted in one place each: an adder needs memory when it counts, and its work would not run.
     */
    private final Map<String, AtomicLong> live = new ConcurrentHashMap<>();

    private final MeterRegistry meters;

    public Threads(MeterRegistry meters) {
        this.meters = meters;
    }

    /**
     * A factory of virtual threads named by the prefix and a number. A thread counts as live from
     * its first instruction to its last.
     *
     * @param prefix one of a few constant words, for example {@code analysis-}; a metric tag
     */
    public ThreadFactory virtual(String prefix) {
        AtomicLong count = live.computeIfAbsent(prefix, this::count);
        ThreadFactory factory = Thread.ofVirtual().name(prefix, 0).factory();
        return work ->
                factory.newThread(() -> {
                    count.incrementAndGet();
                    try {
                        work.run();
                    } finally {
                        count.decrementAndGet();
                    }
                });
    }

    /** A factory of platform daemon threads named by the prefix and a number. */
    public ThreadFactory daemon(String prefix) {
        return Thread.ofPlatform().daemon().name(prefix, 0).factory();
    }

    private AtomicLong count(String prefix) {
        AtomicLong count = new AtomicLong();
        Gauge.builder("epro.threads.virtual.live", count, AtomicLong::get)
                .description("Virtual threads that have begun and not ended, parked ones too")
                .tag("name", prefix)
                .register(meters);
        return count;
    }

    Map<String, Long> live() {
        Map<String, Long> counts = new TreeMap<>();
        live.forEach((prefix, count) -> counts.put(prefix, count.get()));
        return counts;
    }
}
