package io.eprointake.enrollment;

import io.eprointake.leakwatch.Loop;
import io.eprointake.leakwatch.Loops;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Looks again and again for what other replicas counted. */
@Component
@Profile("!analyzer")
final class EnrollmentRefresh implements SmartLifecycle, Loop.Work {

    private static final Logger log = LoggerFactory.getLogger(EnrollmentRefresh.class);

    /** A look takes milliseconds; one at a store that hangs ends with its connection. */
    private static final Duration LAST_LOOK = Duration.ofSeconds(3);

    private final Enrollment enrollment;
    private final Duration interval;
    private final Loop loop;

    EnrollmentRefresh(Enrollment enrollment, Loops loops, EnrollmentProperties settings) {
        this.enrollment = enrollment;
        this.interval = settings.refresh();
        this.loop = loops.loop("enrollment-refresh", this);
    }

    /** When it fails, what is counted here stays, and the next look is due soon. */
    @Override
    public Duration round() {
        enrollment.refresh();
        return interval;
    }

    @Override
    public void start() {
        loop.start();
    }

    @Override
    public void stop() {
        if (!loop.end(LAST_LOOK)) {
            log.warn("The last look at the enrollment did not end yet");
        }
    }

    @Override
    public boolean isRunning() {
        return loop.running();
    }
}
