package io.eprointake.journal;

import io.eprointake.report.ReportState;
import io.eprointake.report.Scope;
import io.eprointake.store.Store;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How many reports came today, by where they stand now. Reports are numbered in the order of their
 * arrival, so that the first of a day is found by halving, without an index of times.
 */
public final class ArrivedToday {

    /** A report has its number a little after its time, and replicas' clocks differ a little. */
    private static final int MARGIN = 1000; // reports

    /** So many are looked at, of all studies together. */
    private static final int MOST = 100_000;

    private static final String FROM =
            "select received_at from report where seq >= :seq order by seq limit 1";

    private static final String COUNT =
            """
            select r.state, count(*) from (
                select r.study, r.site, r.subject, r.received_at, %s as state
                from report r left join open_report o on o.seq = r.seq
                where r.seq >= :first order by r.seq limit %d) as r
            where r.study = :study and r.received_at >= :since%%s
            group by r.state
            """
                    .formatted(Reports.STATE, MOST);

    private final Store store;

    ArrivedToday(Store store) {
        this.store = store;
    }

    /**
     * Of a study, within the scope, counted no further than is many.
     *
     * @param since when the day began
     * @return every state, those without a report too
     */
    public Map<ReportState, Long> since(Instant since, String study, Scope scope) {
        Map<ReportState, Long> counts = new EnumMap<>(ReportState.class);
        for (ReportState state : ReportState.values()) {
            counts.put(state, 0L);
        }
        var within = new Within(scope);
        store.read(reading -> {
            reading.sql(COUNT.formatted(within.condition()))
                    .param("first", first(reading, since.toEpochMilli()) - MARGIN)
                    .param("study", study)
                    .param("since", since.toEpochMilli())
                    .params(within.parameters())
                    .query((row, n) -> counts.put(ReportState.of(row.getString(1)), row.getLong(2)))
                    .list();
            return counts;
        });
        return counts;
    }

    /** The number from which on reports came since then. */
    private static long first(JdbcClient reading, long since) {
        long before = 0;
        long from =
                1
                        + reading.sql("select coalesce(max(seq), 0) from report")
                                .query(Long.class)
                                .single();
        while (before + 1 < from) {
            long middle = (before + from) / 2;
            long at = reading.sql(FROM).param("seq", middle).query(Long.class).single();
            if (at < since) {
                before = middle;
            } else {
                from = middle;
            }
        }
        return from;
    }
}
