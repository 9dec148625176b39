package io.eprointake.leakwatch;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationContext;

/**
 * Ends a service that cannot go on: it says so, turns requests away, and stops as it would when it
 * is told to. Where even that fails or takes too long, the process ends at once, since one that
 * stays and does nothing is worse than none.
 */
final class GoingDown implements Runnable {

    /**
     * Of a process that ended since it could not go on: an internal error, as sysexits.h has it.
     */
    static final int EXIT_CODE = 70;

    /** For a stop: the drain's budget, and the time to close what hangs. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Logger log = LoggerFactory.getLogger(GoingDown.class);
    private static final String WHY =
            "A loop that the service needs has ended: the service stops, exit code " + EXIT_CODE;

    private final ApplicationContext service;

    GoingDown(ApplicationContext service) {
        this.service = service;
    }

    @Override
    public void run() {
        say();
        try {
            Thread stop = Thread.ofPlatform().daemon(false).name("going-down").start(this::stop);
            Thread.ofPlatform().daemon().name("going-down-limit").start(() -> endAfter(stop));
        } catch (Throwable e) {
            halt();
        }
        try {
            AvailabilityChangeEvent.publish(service, LivenessState.BROKEN);
        } catch (Throwable e) {
            // It is on its way down, whoever hears of it.
        }
    }

    /** Whoever reads the log must find why, also when it is the log that fails. */
    private static void say() {
        try {
            log.error(WHY);
        } catch (Throwable e) {
            try {
                System.err.println(WHY);
            } catch (Throwable again) {
                // The exit code tells.
            }
        }
    }

    private void stop() {
        try {
            System.exit(SpringApplication.exit(service, () -> EXIT_CODE));
        } catch (Throwable e) {
            halt();
        }
    }

    private static void endAfter(Thread stop) {
        try {
            stop.join(LIMIT);
        } catch (Throwable e) {
            // Nobody should, and the limit holds all the same: it is over.
        }
        halt();
    }

    /** Without hooks, which may be what hangs. */
    private static void halt() {
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}
