package io.eprointake.body;

import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * What the bodies in flight may take of the heap, all together, with what is made of them. It is
 * reserved before it is taken, and given back when the work has ended. What finds nothing left is
 * refused at once, and may come again.
 */
@Component
public final class MemoryBudget {

    /**
     * A request with a small body takes no more. Until more of it has come, a larger one is one.
     */
    static final long FIRST = 64 * 1024;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final long most;

    /** The one decider: whoever adds to it has the memory. */
    private final AtomicLong reserved = new AtomicLong();

    @Autowired
    MemoryBudget(MemoryProperties settings, MeterRegistry meters) {
        this(Runtime.getRuntime().maxMemory() / 100 * settings.bodies());
        gauge("epro.memory.bodies", "What bodies in flight have reserved of the heap", meters);
        Gauge.builder("epro.memory.bodies.max", this, MemoryBudget::most)
                .description("What they may reserve, all together")
                .baseUnit("bytes")
                .register(meters);
    }

    /**
     * A budget of so many bytes.
     *
     * @throws IllegalArgumentException when it is less than one request takes
     */
    public MemoryBudget(long most) {
        if (most < FIRST) {
            throw new IllegalArgumentException(
                    "for bodies there must be " + FIRST + " bytes of the heap, not " + most);
        }
        this.most = most;
    }

    private void gauge(String name, String description, MeterRegistry meters) {
        Gauge.builder(name, this, MemoryBudget::reserved)
                .description(description)
                .baseUnit("bytes")
                .register(meters);
    }

    /** All that there is, in bytes. */
    public long most() {
        return most;
    }

    /** What is reserved now, in bytes. */
    long reserved() {
        return reserved.get();
    }

    /**
     * The share of one request, enough for a small one.
     *
     * @throws Refused when there is none left
     */
    Share open() {
        var share = new Share();
        share.atLeast(FIRST);
        return share;
    }

    private boolean reserve(long bytes) {
        for (long now = reserved.get(); bytes <= most - now; now = reserved.get()) {
            if (reserved.compareAndSet(now, now + bytes)) {
                return true;
            }
        }
        return false;
    }

    /**
     * What one request has reserved. It grows in the hands of whoever opened it, and is given back
     * when they have closed it and all that they began with it has ended.
     */
    public final class Share implements AutoCloseable {

        private final AtomicInteger holders = new AtomicInteger(1);
        private long bytes;

        private Share() {}

        /**
         * Reserves more, unless it has as much.
         *
         * @throws Refused when that is not left now, or is more than there is at all
         */
        public void atLeast(long needed) {
            if (needed > most) {
                throw new Refused(
                        Problem.TOO_LARGE,
                        "It would take " + needed + " bytes of memory, of " + most + ".");
            }
            if (needed > bytes) {
                if (!reserve(needed - bytes)) {
                    throw new Refused(
                            Problem.OVERLOADED, "There is no memory left for it now.", RETRY_AFTER);
                }
                bytes = needed;
            }
        }

        /** Keeps it until that has ended, too, however it ends; it does not grow any more. */
        public <T> CompletableFuture<T> until(CompletableFuture<T> work) {
            holders.incrementAndGet();
            return work.whenComplete((result, failure) -> close());
        }

        /** Once by whoever opened it. */
        @Override
        public void close() {
            if (holders.decrementAndGet() == 0) {
                reserved.addAndGet(-bytes);
            }
        }
    }
}
