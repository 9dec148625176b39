package io.eprointake.leakwatch;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Lets one dump through at a time, and none too soon after the last. */
@Component
final class DumpLimit {

    private final ReentrantLock one = new ReentrantLock();
    private final long interval;
    private final LongSupplier nanos;
    private long notBefore;

    @Autowired
    DumpLimit(LeakwatchProperties settings) {
        this(settings, System::nanoTime);
    }

    DumpLimit(LeakwatchProperties settings, LongSupplier nanos) {
        this.interval = settings.dumpInterval().toNanos();
        this.nanos = nanos;
        this.notBefore = nanos.getAsLong();
    }

    /** What is let through. */
    interface Dump {
        ThreadDump.Summary take() throws IOException;
    }

    /**
     * @throws TooSoon when it was not let through
     */
    ThreadDump.Summary pass(Dump dump) throws IOException, TooSoon {
        if (!one.tryLock()) {
            throw new TooSoon(Duration.ofNanos(interval));
        }
        try {
            long wait = notBefore - nanos.getAsLong();
            if (wait > 0) {
                throw new TooSoon(Duration.ofNanos(wait));
            }
            notBefore = nanos.getAsLong() + interval;
            return dump.take();
        } finally {
            one.unlock();
        }
    }

    static final class TooSoon extends Exception {
        final Duration retryAfter;

        TooSoon(Duration retryAfter) {
            super("the next dump of threads may be taken in " + retryAfter, null, false, false);
            this.retryAfter = retryAfter;
        }
    }
}
