package io.eprointake.enrollment;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Looks again and again for what other replicas counted. */
@Component
@Profile("!analyzer")
final class EnrollmentRefresh implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EnrollmentRefresh.class);

    /** A look takes milliseconds; one at a store that hangs ends with its connection. */
    private static final Duration LAST_LOOK = Duration.ofSeconds(3);

    private final Enrollment enrollment;
    private final Duration interval;
    private volatile boolean running;
    private @Nullable Thread thread;

    EnrollmentRefresh(Enrollment enrollment, EnrollmentProperties settings) {
        this.enrollment = enrollment;
        this.interval = settings.refresh();
    }

    private void look() {
        while (running) {
            try {
                enrollment.refresh();
            } catch (RuntimeException | Error e) {
                // What is counted here stays, and the next look is due soon.
                log.warn("The enrollment could not be read: {}", e.getClass().getName());
            }
            LockSupport.parkNanos(this, interval.toNanos());
        }
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("enrollment-refresh").start(this::look);
    }

    @Override
    public void stop() {
        running = false;
        Thread ending = thread;
        LockSupport.unpark(ending);
        try {
            if (ending != null && !ending.join(LAST_LOOK)) {
                log.warn("The last look at the enrollment did not end yet");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
