package io.eprointake.enrollment;

import io.eprointake.report.Scope;
import io.eprointake.store.Store;
import io.eprointake.store.StoreRefusal;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Profile;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Whether sites counted as many patients as they named subjects. A site that has named nobody is
 * not asked: it may only count.
 */
@Component
@Profile("!analyzer")
final class Reconciled {

    /** At one moment: an update and whom it names are committed together. */
    private static final String SITES =
            """
            select n.site, coalesce(e.enrolled, 0), n.named
            from (select site, sum(enrolled) as named from subject group by site) as n
            left join enrollment_site e on e.site = n.site
            order by n.site
            """;

    private static final Duration FRESH = Duration.ofSeconds(5);

    private final Store store;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private long disagree;
    private long readAt;

    @Autowired
    Reconciled(Store store, InstantSource clock, MeterRegistry meters) {
        this(store, clock, System::nanoTime, meters);
    }

    Reconciled(Store store, InstantSource clock, LongSupplier nanos, MeterRegistry meters) {
        this.store = store;
        this.clock = clock;
        this.nanos = nanos;
        this.readAt = nanos.getAsLong() - FRESH.toNanos();
        Gauge.builder("epro.enrollment.mismatch", this, Reconciled::disagree)
                .description("Sites that counted another number than they named subjects")
                .register(meters);
    }

    /** Read once in a few seconds at the most. */
    private synchronized double disagree() {
        if (nanos.getAsLong() - readAt >= FRESH.toNanos()) {
            try {
                disagree = within(Scope.ALL).sites().stream().filter(site -> !site.agree()).count();
            } catch (DataAccessException | StoreRefusal e) {
                // A scrape must answer all else while the store does not, and waits for it once.
            } finally {
                readAt = nanos.getAsLong();
            }
        }
        return disagree;
    }

    /** Of the sites of a scope that have named somebody. */
    Reconciliation within(Scope scope) {
        Instant asOf = clock.instant();
        List<Site> sites =
                store.read(reading ->
                        reading.sql(SITES)
                                .query((row, n) ->
                                        Site.of(row.getString(1), row.getLong(2), row.getLong(3)))
                                .list());
        return new Reconciliation(
                sites.stream().filter(site -> scope.coversSite(site.site())).toList(), asOf);
    }

    /**
     * What agrees, and what does not.
     *
     * @param sites that have named somebody, in the order of their names
     */
    record Reconciliation(List<Site> sites, Instant asOf) {}

    /**
     * One site.
     *
     * @param counted as its updates add up
     * @param named subjects, of all studies, that its updates have not taken back
     */
    record Site(String site, long counted, long named, boolean agree) {

        private static Site of(String site, long counted, long named) {
            return new Site(site, counted, named, counted == named);
        }
    }
}
