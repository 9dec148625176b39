package io.eprointake.study;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * All that this package asks of reports, which {@code journal} writes. Which came of the subjects
 * of a site: that reads an index and no row of a report, and nothing that is sealed. What a
 * correction stands in place of is left out, and the correction came when the first of them did:
 * who is corrected was not late.
 */
final class Received {

    /**
     * By when they were completed, or else came. SQLite takes the tables of a cross join in their
     * order, and the bounds of what is concatenated for no bounds of an index; by itself it would
     * go through all of the study.
     */
    private static final String REPORTS =
            """
            select r.subject, r.completed_at, r.received_at, r.instrument, r.instrument_version, r.seq
            from subject s cross join report r
            where r.study = s.study and r.subject = s.subject and r.site = s.site
              and s.study = :study and s.site = :site
              and s.subject || '' between :first and :last
              and %s
            """;

    static final String ALL =
            REPORTS.formatted("r.completed_at >= :from and r.completed_at < :until")
                    + " union all "
                    + REPORTS.formatted(
                            "r.completed_at is null and r.received_at >= :from and r.received_at < :until");

    /** What was corrected by what, of those that have come. */
    private static final String CORRECTED =
            """
            select m.seq, o.seq, o.received_at,
                   (select 1 from superseded x where x.seq = o.seq)
            from amendment m join report o on o.report_id = m.amends
                and o.study = m.study and o.site = m.site and o.subject = m.subject
            where m.study = :study and m.site = :site
              and m.subject >= :first and m.subject <= :last
            """;

    /** The last that a subject sent. */
    private static final String OF_SUBJECT =
            """
            select r.report_id, r.completed_at, r.received_at, r.assessment,
                   (select 1 from superseded x where x.seq = r.seq),
                   (select m.amends from amendment m where m.seq = r.seq)
            from report r where r.study = :study and r.subject = :subject and r.site = :site
            order by r.received_at desc, r.seq desc limit :limit
            """;

    /** Those that stand, the newest first; also of a silence, which is of no report. */
    private static final String ALERTS =
            """
            select r.report_id, a.id, a.rule, a.symptom, a.item, a.score, a.previous, a.red_flag,
                   a.raised_at, a.late
            from report r join alert a on a.report = r.seq
            where r.study = :study and r.subject = :subject and r.site = :site
              and a.withdrawn_at is null
            union all
            select null, a.id, a.rule, a.symptom, a.item, a.score, a.previous, a.red_flag,
                   a.raised_at, a.late
            from silence k join alert a on a.id = k.alert
            where k.study = :study and k.subject = :subject and k.site = :site
            order by 2 desc limit :limit
            """;

    /** Those whose last report is older, the oldest first; not those of whom there is an alert. */
    private static final String SILENT =
            """
            select study, site, subject, since from (
                select s.study, s.site, s.subject,
                       case when s.last > s.started_at then s.last else s.started_at end as since
                from (
                    select t.study, t.site, t.subject, t.started_at,
                           (select max(r.received_at) from report r
                            where r.study = t.study and r.subject = t.subject
                              and r.site = t.site) as last
                    from subject t
                    where t.study = :study and t.started_at < :before
                      and (t.withdrawn_at is null or t.withdrawn_at > :now)
                      and not exists (
                          select 1 from report c
                          where c.study = t.study and c.subject = t.subject and c.site = t.site
                            and c.completed_at >= :before and c.received_at >= :before)
                ) as s
            ) as silent
            where since < :before
              and not exists (
                  select 1 from silence k
                  where k.study = silent.study and k.subject = silent.subject
                    and k.since = silent.since)
            order by since, study, site, subject limit :limit
            """;

    private Received() {}

    /** What a subject sent last, as the row has it. */
    static <T> List<T> of(JdbcClient reading, Registration who, int limit, RowMapper<T> read) {
        return asked(reading, OF_SUBJECT, who, limit, read);
    }

    /** The alerts of what a subject sent, as the row has them. */
    static <T> List<T> alerts(JdbcClient reading, Registration who, int limit, RowMapper<T> read) {
        return asked(reading, ALERTS, who, limit, read);
    }

    private static <T> List<T> asked(
            JdbcClient reading, String sql, Registration who, int limit, RowMapper<T> read) {
        return reading.sql(sql)
                .param("study", who.study())
                .param("subject", who.subject())
                .param("site", who.site())
                .param("limit", limit)
                .query(read)
                .list();
    }

    /** Who of a study sent nothing since {@code before}, as the row has it. */
    static <T> List<T> silent(
            JdbcClient reading,
            String study,
            Instant before,
            Instant now,
            int limit,
            RowMapper<T> read) {
        return reading.sql(SILENT)
                .param("study", study)
                .param("before", before.toEpochMilli())
                .param("now", now.toEpochMilli())
                .param("limit", limit)
                .query(read)
                .list();
    }

    /**
     * Those of a site's subjects, by subject.
     *
     * @param first of the subjects, in their order
     * @param last of them
     * @param from completed at this moment or later, in milliseconds since 1970
     * @param until completed before this
     */
    static Map<String, List<Came>> of(
            JdbcClient reading,
            String study,
            String site,
            String first,
            String last,
            long from,
            long until) {
        Map<String, Object> subjects =
                Map.of("study", study, "site", site, "first", first, "last", last);
        Map<Long, Corrected> corrected = new HashMap<>();
        Set<Long> superseded = new HashSet<>();
        reading.sql(CORRECTED)
                .params(subjects)
                .query(row -> {
                    corrected.put(row.getLong(1), new Corrected(row.getLong(2), row.getLong(3)));
                    if (row.getInt(4) == 1) {
                        superseded.add(row.getLong(2));
                    }
                });
        Map<String, List<Came>> came = new HashMap<>();
        reading.sql(ALL)
                .params(subjects)
                .param("from", from)
                .param("until", until)
                .query(row -> {
                    long seq = row.getLong(6);
                    if (!superseded.contains(seq)) {
                        came.computeIfAbsent(row.getString(1), it -> new ArrayList<>())
                                .add(Came.read(row, first(seq, row.getLong(3), corrected)));
                    }
                });
        return came;
    }

    /** No two correct one report, and none itself, so it ends. */
    private static long first(long seq, long receivedAt, Map<Long, Corrected> corrected) {
        long first = receivedAt;
        for (Corrected it = corrected.get(seq); it != null; it = corrected.get(it.seq)) {
            first = Math.min(first, it.receivedAt);
        }
        return first;
    }

    private record Corrected(long seq, long receivedAt) {}

    /**
     * A report that came.
     *
     * @param instrument null when it named none that is known
     * @param at when it was completed; when it came, where it does not say that beyond doubt
     * @param receivedAt when it came, or the first that it corrects; both in milliseconds since
     *     1970
     */
    record Came(@Nullable String instrument, @Nullable String version, long at, long receivedAt) {

        private static Came read(ResultSet row, long receivedAt) throws SQLException {
            long completed = row.getLong(2);
            long at = row.wasNull() ? row.getLong(3) : completed;
            return new Came(row.getString(4), row.getString(5), at, receivedAt);
        }
    }
}
