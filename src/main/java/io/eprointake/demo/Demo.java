package io.eprointake.demo;

import io.eprointake.security.LocalTokens;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;

/**
 * Plays it on one thread: from when the service can be called, to the end of the day or a stop,
 * before which it ends.
 */
final class Demo implements SmartLifecycle {

    /** About as long as the weeks before take to tell. */
    private static final Duration PROLOGUE = Duration.ofSeconds(15);

    private static final double SILENT = 0.3;
    private static final long LOOK_MILLIS = 200;
    private static final long STOP_MILLIS = 10_000;

    private final DemoClock clock;
    private final Model model;
    private final Duration day;
    private final Environment environment;
    private final PrintStream out = System.out;
    private volatile @Nullable Thread thread;
    private final Tally tally = new Tally();
    private volatile Stage stage = Stage.PAST;

    Demo(DemoClock clock, Model model, DemoProperties settings, Environment environment) {
        this.clock = clock;
        this.model = model;
        this.day = settings.day();
        this.environment = environment;
    }

    @Override
    public void start() {
        thread = Thread.ofPlatform().name("demo").daemon().start(this::run);
    }

    Stage stage() {
        return stage;
    }

    /** What it came to, when it is over. */
    Tally told() {
        return tally;
    }

    private void run() {
        int port = environment.getRequiredProperty("local.server.port", Integer.class);
        try (var calls = new Calls(port)) {
            play(calls);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the service stops
        } catch (IOException | RuntimeException e) {
            out.println("The demo cannot go on: " + e.getMessage());
        }
    }

    private void play(Calls calls) throws IOException, InterruptedException {
        Path folder = Path.of(environment.getRequiredProperty("epro.security.folder"));
        var trial = new Trial();
        var diary = new Diary();
        var people =
                new People(calls, LocalTokens.in(folder, clock.instant()), trial.sites(), tally);
        Instant now = clock.machine();
        var history =
                new History(
                        trial,
                        diary,
                        people,
                        now,
                        PROLOGUE.plusMillis((long) (day.toMillis() * SILENT)));
        past(history);
        tally.newDay();
        Visitors.admit(LocalTokens.in(folder, clock.instant()), folder);
        out.println(Visitors.welcome(calls.address(), folder));
        stage = Stage.DAY;
        day(new Today(trial, diary, people, model, history.due(), clock.instant(), day), people);
    }

    private void past(History history) throws IOException, InterruptedException {
        try (var bar = new Bar(out, terminal(), "The weeks before")) {
            for (Event event : history.events()) {
                clock.advance(event.at());
                bar.show(history.part(event.at()), "");
                event.act().act();
            }
        }
        clock.catchUp();
    }

    private void day(Today today, People people) throws IOException, InterruptedException {
        try (var bar = new Bar(out, terminal(), "The day")) {
            for (Event event : today.events()) {
                for (Instant at = clock.instant(); at.isBefore(event.at()); at = clock.instant()) {
                    bar.show(today.part(at), today.going(at, tally));
                    long left = Duration.between(at, event.at()).toMillis() + 1;
                    TimeUnit.MILLISECONDS.sleep(Math.min(LOOK_MILLIS, left));
                }
                event.act().act();
            }
            bar.show(1, "");
        }
        out.printf(
                """

                The day is over. %d patients are enrolled, as the sites told: %d. %d reports were
                acknowledged, the slowest after %d ms; staff answered %d alerts. The service stays up until Ctrl-C.
                """,
                people.enrolled(),
                tally.enrolled(),
                tally.acknowledged(),
                tally.slowestMillis(),
                tally.answered());
        stage = Stage.OVER;
    }

    private static boolean terminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    @Override
    public void stop() {
        Thread its = Objects.requireNonNull(thread);
        its.interrupt();
        try {
            its.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        model.close();
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** How far it is. */
    enum Stage {
        /** The weeks before are told. */
        PAST,
        DAY,
        OVER
    }
}
