package io.eprointake.enrollment;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.eprointake.audit.Actor;
import io.eprointake.enrollment.UpdateWrite.Written;
import io.eprointake.report.Scope;
import io.eprointake.store.Store;
import io.eprointake.store.StoreRefusal;
import io.eprointake.store.Write;
import io.eprointake.study.Roster;
import io.eprointake.study.Studies;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The exact count of enrolled patients: an update is counted once, after it is durable. */
@Component
@Profile("!analyzer")
@DependsOnDatabaseInitialization
public class Enrollment {

    private static final String CHANGED =
            """
            select site, enrolled, version, updated_at from enrollment_site
            where (select sum(version) from enrollment_site) <> ?
            """;

    private final Store store;
    private final Roster roster;
    private final Studies studies;
    private final int maxSites;
    private final EnrollmentCounter counter = new EnrollmentCounter();
    private final AtomicLong updatedAt = new AtomicLong();
    private final Map<String, Long> updatedAtSite = new ConcurrentHashMap<>();
    private final MeterProvider<Counter> updates;

    /** Counts what is stored, before anybody can ask. */
    Enrollment(
            Store store,
            Roster roster,
            Studies studies,
            InstantSource clock,
            MeterRegistry meters,
            EnrollmentProperties settings) {
        this.store = store;
        this.roster = roster;
        this.studies = studies;
        this.maxSites = settings.maxSites();
        refresh();
        updatedAt.compareAndSet(0, clock.millis());
        updates =
                Counter.builder("epro.enrollment.updates")
                        .description("Enrollment updates by what became of them")
                        .withRegistry(meters);
        for (UpdateOutcome outcome : UpdateOutcome.values()) {
            updates.withTag("outcome", outcome.tag());
        }
        Gauge.builder("epro.enrollment.changes", counter, EnrollmentCounter::version)
                .description("Changes of all sites that are in the count; it never falls")
                .register(meters);
        // Not "total": Prometheus keeps that ending for counters and would cut it off.
        Gauge.builder("epro.enrollment.patients", counter, EnrollmentCounter::total)
                .description("Patients enrolled at all sites")
                .register(meters);
    }

    /**
     * Counts what the store has by now, from whichever replica. What is counted here was committed
     * before, so while the versions in the store add up to those known before the read, there is
     * nothing to read.
     */
    void refresh() {
        store.read(reading ->
                reading.sql(CHANGED)
                        .param(counter.version())
                        .query((row, n) ->
                                stands(
                                        row.getString(1),
                                        row.getLong(2),
                                        row.getLong(3),
                                        row.getLong(4)))
                        .list());
    }

    /**
     * Counts an update. The future completes after its commit is on the disk, or with {@link
     * StoreRefusal} when the store cannot take it. A conflict is an outcome, not a failure, and so
     * is a site that would fall below zero.
     *
     * @param by who names a subject
     * @throws StoreRefusal when too many writes are waiting
     * @throws InvalidUpdate when too many sites are counted already
     */
    CompletableFuture<Result> apply(EnrollmentUpdate update, Actor by) {
        return apply(update, by, store::admit);
    }

    /**
     * Reads an update as it is sent.
     *
     * @throws InvalidUpdate when it is none
     */
    public EnrollmentUpdate read(byte[] json) {
        return EnrollmentUpdate.read(json, studies);
    }

    /**
     * Counts an update as above, which was taken from a queue and waits there while this one does.
     */
    public CompletableFuture<Result> applyTaken(EnrollmentUpdate update) {
        var by = new Actor("enrollment updates", null, update.site(), null, "kafka");
        return apply(update, by, store::write);
    }

    private CompletableFuture<Result> apply(EnrollmentUpdate update, Actor by, HandOver handOver) {
        // What takes back makes no site.
        if (update.patients() > 0 && !counter.knows(update.site()) && counter.sites() >= maxSites) {
            throw new InvalidUpdate(
                    InvalidUpdate.Why.INVALID_PARAMETER,
                    "site is new, and " + maxSites + " sites are counted already.");
        }
        // Counted with the commit, and not by its caller, who may have stopped waiting for it.
        var write = new UpdateWrite(update, roster, by);
        return handOver.of(write.key(), write)
                .thenApply(written -> counted(update.site(), written));
    }

    /** The total and its sites at one moment; the total is their sum. */
    public Snapshot snapshot() {
        var counts = counter.counts();
        return new Snapshot(
                counts.total(),
                counts.sites(),
                Instant.ofEpochMilli(updatedAt.get()),
                counts.version(),
                updatedAtSite);
    }

    /** One read of memory. While it is the same, so are the sites; it never falls. */
    long version() {
        return counter.version();
    }

    private Result counted(String site, Written written) {
        updates.withTag("outcome", written.outcome().tag()).increment();
        return new Result(
                written.outcome(),
                written.enrolled(),
                written.version() == 0
                        ? counter.total()
                        : stands(site, written.enrolled(), written.version(), written.updatedAt()));
    }

    private long stands(String site, long enrolled, long version, long since) {
        updatedAt.accumulateAndGet(since, Math::max);
        updatedAtSite.merge(site, since, Math::max);
        return counter.at(site, enrolled, version);
    }

    /** To the store's writer. */
    @FunctionalInterface
    private interface HandOver {

        CompletableFuture<Written> of(String key, Write<Written> write);
    }

    /**
     * @param enrolled where the site stands, unless it is a conflict
     * @param total all patients, with what the update changed
     */
    public record Result(UpdateOutcome outcome, long enrolled, long total) {

        /** What is in the way of its being in the count; null when it is. */
        public @Nullable String inTheWay() {
            return switch (outcome) {
                case APPLIED, REPEATED -> null;
                case CONFLICT -> "This event_id came before with another site or number.";
                case BELOW_ZERO ->
                        "The site stands at " + enrolled + "; no more can be taken back.";
                case ELSEWHERE -> "The subject takes part at another site.";
            };
        }
    }

    /**
     * @param sites by name
     * @param asOf when a site last changed; when the service started, if none ever did
     * @param version as {@link #version()}
     * @param siteAsOf when each site last changed, in milliseconds since 1970
     */
    public record Snapshot(
            long totalEnrollment,
            List<SiteCount> sites,
            Instant asOf,
            @JsonIgnore long version,
            @JsonIgnore Map<String, Long> siteAsOf) {

        /** Of the scope's sites only; their total is theirs, and so is the moment. */
        public Snapshot within(Scope scope) {
            List<SiteCount> its =
                    sites.stream().filter(site -> scope.coversSite(site.site())).toList();
            long last =
                    its.stream()
                            .mapToLong(site -> siteAsOf.getOrDefault(site.site(), 0L))
                            .max()
                            .orElse(0);
            return new Snapshot(
                    its.stream().mapToLong(SiteCount::enrolled).sum(),
                    its,
                    Instant.ofEpochMilli(last),
                    version,
                    siteAsOf);
        }
    }
}
