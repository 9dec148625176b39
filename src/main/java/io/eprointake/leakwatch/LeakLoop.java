package io.eprointake.leakwatch;

import java.time.Duration;
import org.springframework.stereotype.Component;

/** Looks the ledger over, for as long as the service runs, and knows when it last did. */
@Component
final class LeakLoop implements LoopLifecycle {

    private static final Duration LAST_LOOK = Duration.ofSeconds(3);

    /** A pause of the whole process is no reason to doubt what was seen before it. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    private final Ledger ledger;
    private final Deadlines deadlines;
    private final Duration interval;
    private final Loop loop;

    LeakLoop(Ledger ledger, Deadlines deadlines, Loops loops, LeakwatchProperties settings) {
        this.ledger = ledger;
        this.deadlines = deadlines;
        this.interval = settings.lookInterval();
        this.loop = loops.loop("leakwatch", Phase.LEAK_WATCH, LAST_LOOK, this);
    }

    @Override
    public Duration round() {
        try {
            ledger.look();
        } finally {
            // Whatever came of the other: neither waits for the other to be mended.
            deadlines.probe();
        }
        return interval;
    }

    /** What the ledger comes to; not clean when nobody has looked it over for long. */
    Verdict verdict() {
        Verdict seen = ledger.verdict();
        return seen == Verdict.CLEAN && blind() ? Verdict.SUSPECT : seen;
    }

    /** Whether what leaks now would not be seen. */
    boolean blind() {
        return loop.state().trouble() || age().compareTo(interval.plus(SLACK)) > 0;
    }

    /** Since the last look; zero while it does not run. */
    Duration age() {
        return loop.age();
    }

    @Override
    public Loop loop() {
        return loop;
    }
}
