package io.eprointake.enrollment;

import io.eprointake.leakwatch.Loop;
import io.eprointake.leakwatch.LoopLifecycle;
import io.eprointake.leakwatch.Loops;
import io.eprointake.leakwatch.Phase;
import java.time.Duration;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Looks again and again for what other replicas counted. */
@Component
@Profile("!analyzer")
final class EnrollmentRefresh implements LoopLifecycle {

    /** A look takes milliseconds; one at a store that hangs ends with its connection. */
    private static final Duration LAST_LOOK = Duration.ofSeconds(3);

    private final Enrollment enrollment;
    private final Duration interval;
    private final Loop loop;

    EnrollmentRefresh(Enrollment enrollment, Loops loops, EnrollmentProperties settings) {
        this.enrollment = enrollment;
        this.interval = settings.refresh();
        this.loop = loops.loop("enrollment-refresh", Phase.NEW_WORK, LAST_LOOK, this);
    }

    /** When it fails, what is counted here stays, and the next look is due soon. */
    @Override
    public Duration round() {
        enrollment.refresh();
        return interval;
    }

    @Override
    public Loop loop() {
        return loop;
    }
}
