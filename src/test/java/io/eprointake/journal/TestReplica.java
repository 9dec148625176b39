package io.eprointake.journal;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.eprointake.alerts.Alerts;
import io.eprointake.audit.Trail;
import io.eprointake.instrument.AlertRule;
import io.eprointake.instrument.InstrumentProperties;
import io.eprointake.instrument.Instruments;
import io.eprointake.instrument.Scoring;
import io.eprointake.instrument.StudyRules;
import io.eprointake.notice.Notices;
import io.eprointake.sealing.DataKeys;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Replica;
import io.eprointake.store.Store;
import io.eprointake.store.TestStore;
import io.eprointake.study.Studies;
import io.eprointake.study.StudyProperties;
import io.eprointake.testing.Clock;
import io.eprointake.testing.StoreKey;
import io.eprointake.tracing.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One of the processes that share a database. */
final class TestReplica implements AutoCloseable {

    static final Duration LEASE = Duration.ofSeconds(60);
    static final int ATTEMPTS = 3;

    final TestStore opened;
    final Store store;
    final Journal journal;
    final Backlog backlog;
    final Analyses analyses;
    final Review review;
    private static final Path DIARY = Path.of("src", "test", "resources", "instrument", "diary");

    final Reports reports;
    final Outbox outbox;
    final Alerts alerts;
    final Json json;
    final StudyKeys keys;
    final LostClaims lost;
    final Trail trail;
    final MeterRegistry meters = new SimpleMeterRegistry();

    TestReplica(String url, InstantSource clock) {
        this(url, clock, 50);
    }

    /**
     * Opens one.
     *
     * @param history how many earlier reports are looked through
     */
    TestReplica(String url, InstantSource clock, int history) {
        this(url, clock, history, Duration.ofSeconds(10));
    }

    /**
     * Opens one.
     *
     * @param commitTimeout how long callers wait for a commit
     */
    TestReplica(String url, InstantSource clock, int history, Duration commitTimeout) {
        opened = new TestStore(url, clock, commitTimeout, meters);
        store = opened.store();
        json =
                new Json(
                        JsonMapper.builder()
                                .addModule(new JavaTimeModule())
                                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                                .build());
        var settings = new JournalProperties(LEASE, ATTEMPTS, history);
        LongSupplier nanos = clock instanceof Clock its ? its::nanos : System::nanoTime;
        var replica = Replica.random();
        lost = new LostClaims(replica, json, LEASE, nanos, meters);
        var scoring = scoring(clock, null);
        keys = new StudyKeys(new DataKeys(store.apart(), store), StoreKey.wrapping(url));
        keys.check();
        trail = new Trail(replica, keys);
        var studies = new Studies(new StudyProperties(null));
        alerts = new Alerts(keys, studies, new Notices(studies), meters);
        outbox = new Outbox(store, json, keys, alerts);
        var course = new Course(json, keys, scoring, alerts, outbox, history);
        var arrivals = new Arrivals(json, keys, settings, scoring, alerts, course, outbox, trail);
        journal = new Journal(store, keys, settings, lost, alerts, arrivals, Traces.NONE);
        backlog = new Backlog(store, settings, lost, outbox, keys, Traces.NONE);
        analyses = new Analyses(store, json, keys, outbox, alerts);
        review = new Review(store, ATTEMPTS, outbox, alerts, course, trail);
        reports = new Reports(store, json, keys, alerts);
    }

    /** With a diary in two versions beside the instruments that there are. */
    static Scoring scoring(InstantSource clock, @Nullable List<AlertRule> rules) {
        var properties = new InstrumentProperties(Duration.ofMinutes(5), DIARY, rules);
        return new Scoring(
                new Instruments(properties), properties, clock, new StudyRules(List.of()));
    }

    /** How much of something waits, as the gauges tell it. */
    Depth depth(Waiting waiting) {
        return store.read(waiting::read);
    }

    List<UUID> claimed(int limit) {
        return backlog.claim(limit).stream().map(Claim::reportId).toList();
    }

    @Override
    public void close() {
        opened.close();
    }
}
