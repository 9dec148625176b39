package io.eprointake.alerts;

import io.eprointake.leakwatch.Loop;
import io.eprointake.leakwatch.LoopLifecycle;
import io.eprointake.leakwatch.Loops;
import io.eprointake.leakwatch.Phase;
import io.eprointake.report.Alert;
import io.eprointake.store.Store;
import io.eprointake.study.Silence;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Looks again and again for alerts that nobody answered in time, and tells a further role; and, far
 * less often, for subjects that are silent, and raises an alert.
 */
final class Escalations implements LoopLifecycle {

    private static final Alert SILENT =
            new Alert(Alert.SILENT, null, null, null, null, null, null, null);

    private static final Duration LAST_LOOK = Duration.ofSeconds(3);

    /** Each is a write of its own, and those of the service have room for as many. */
    private static final int AT_ONCE = 50;

    /** Counted no further: there are many, if there are so many. */
    private static final String WAITING =
            """
            select (select count(*) from
                    (select 1 from open_alert where level = 0 limit 100000) as opened),
                   (select count(*) from
                    (select 1 from open_alert where level > 0 limit 100000) as escalated),
                   (select count(*) from
                    (select 1 from open_alert where answer_by < ? limit 100000) as overdue)
            """;

    private final Store store;
    private final Answers answers;
    private final InstantSource clock;
    private final Silence silence;
    private final Alerts alerts;
    private final Duration poll;
    private final Duration silenceEvery;
    private Instant listened = Instant.MIN;
    private final Loop loop;
    private final Counter escalated;
    private volatile Waiting waiting = new Waiting(0, 0, 0);

    Escalations(
            Store store,
            Answers answers,
            Silence silence,
            Alerts alerts,
            InstantSource clock,
            AlertProperties settings,
            Loops loops,
            MeterRegistry meters) {
        this.store = store;
        this.answers = answers;
        this.silence = silence;
        this.alerts = alerts;
        this.clock = clock;
        this.poll = settings.poll();
        this.silenceEvery = settings.silence();
        this.loop = loops.loop("alert-escalations", Phase.NEW_WORK, LAST_LOOK, this);
        escalated =
                Counter.builder("epro.alerts.escalated")
                        .description("Alerts of which a further role was told")
                        .register(meters);
        Gauge.builder("epro.alerts.waiting", this, it -> it.waiting.open)
                .tag("state", AlertState.OPEN.word())
                .description("Alerts that wait for an answer")
                .register(meters);
        Gauge.builder("epro.alerts.waiting", this, it -> it.waiting.escalated)
                .tag("state", AlertState.ESCALATED.word())
                .description("Alerts that wait for an answer")
                .register(meters);
        Gauge.builder("epro.alerts.overdue", this, it -> it.waiting.overdue)
                .description("Those of them that have waited for longer than their study's limit")
                .register(meters);
    }

    @Override
    public Duration round() {
        List<Answers.Due> due = answers.due(clock.instant(), AT_ONCE);
        List<CompletableFuture<Boolean>> told = due.stream().map(answers::escalate).toList();
        for (CompletableFuture<Boolean> one : told) {
            if (store.await(one)) {
                escalated.increment();
            }
        }
        boolean more = listen();
        long now = clock.millis();
        waiting =
                store.read(reading ->
                        reading.sql(WAITING)
                                .param(now)
                                .query((row, n) ->
                                        new Waiting(row.getLong(1), row.getLong(2), row.getLong(3)))
                                .single());
        return due.size() < AT_ONCE && !more ? poll : Duration.ZERO;
    }

    /** It asks for each subject's last report, so not each time; whether there may be more. */
    private boolean listen() {
        Instant now = clock.instant();
        if (listened.isAfter(now.minus(silenceEvery)) && !listened.isAfter(now)) {
            return false;
        }
        boolean any = false;
        List<CompletableFuture<Boolean>> raised =
                silence.silent(now, AT_ONCE).stream().map(answers::raise).toList();
        for (CompletableFuture<Boolean> one : raised) {
            if (store.await(one)) {
                alerts.count(List.of(SILENT), false);
                any = true;
            }
        }
        if (!any) {
            listened = now;
        }
        return any;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    /** How many wait. */
    private record Waiting(long open, long escalated, long overdue) {}
}
