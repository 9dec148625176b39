package io.eprointake.alerts;

import io.eprointake.notice.News;
import io.eprointake.notice.Notices;
import io.eprointake.report.Alert;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Sql;
import io.eprointake.store.Tx;
import io.eprointake.study.Answering;
import io.eprointake.study.Studies;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The alerts on record. Each is raised once for a report, a rule and what it is about, and waits
 * for an answer from then on; one that no longer holds is withdrawn, waits no more, and stays on
 * record.
 */
public final class Alerts {

    /** What {@link #read} reads, of {@code alert a} and {@code report r}. */
    public static final String COLUMNS =
            """
            a.report, a.id, a.rule, a.group_no, a.symptom, a.item, a.score, a.previous,
            a.previous_report, a.red_flag, a.raised_at, a.late, r.report_id, r.study
            """;

    private static final String INSERT =
            """
            insert into alert (report, rule, group_no, symptom, item, score, previous,
                               previous_report, red_flag, raised_at, late)
            values ((select seq from report where report_id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """;

    private static final String WAITS =
            """
            insert into open_alert (alert, study, site, subject, answer_by, due_at, level)
            select a.id, r.study, r.site, r.subject, a.raised_at + ?, a.raised_at + ?, 0
            from report r join alert a on a.report = r.seq
            where r.report_id = ? and a.rule = ? and coalesce(a.item, '') = ?
                and coalesce(a.group_no, 0) = ? and coalesce(a.red_flag, '') = ?
            on conflict do nothing
            """;

    private static final String RAISED =
            """
            select a.id, r.site from report r join alert a on a.report = r.seq
            where r.report_id = ? and a.rule = ? and coalesce(a.item, '') = ?
                and coalesce(a.group_no, 0) = ? and coalesce(a.red_flag, '') = ?
            """;

    private static final String RAISE_AGAIN =
            """
            update alert set score = ?, previous = ?, previous_report = ?,
                raised_at = case when withdrawn_at is null then raised_at else ? end,
                late = case when withdrawn_at is null then late else 1 end,
                withdrawn_at = null
            where id = ?
            """;

    private static final String WITHDRAWN =
            "select 1 from alert where id = ? and withdrawn_at is not null";

    private static final String WITHDRAW = "update alert set withdrawn_at = ? where id = ?";

    private static final String WAITS_NO_MORE = "delete from open_alert where alert = ?";

    /** A red flag stays: the patient's words were read. */
    private static final String WITHDRAW_ALL =
            """
            update alert set withdrawn_at = ?
            where report = (select seq from report where report_id = ?)
              and red_flag is null and withdrawn_at is null
            """;

    private static final String NONE_WAITS =
            """
            delete from open_alert where alert in (
                select a.id from alert a
                where a.report = (select seq from report where report_id = ?)
                  and a.red_flag is null)
            """;

    private static final String SILENCE_KNOWN =
            "select 1 from silence where study = ? and subject = ? and since = ?";

    private static final String RAISE_SILENCE =
            "insert into alert (rule, raised_at, late) values (?, ?, 0) returning id";

    private static final String SILENCE =
            "insert into silence (alert, study, site, subject, since) values (?, ?, ?, ?, ?)";

    private static final String SILENCE_WAITS =
            """
            insert into open_alert (alert, study, site, subject, answer_by, due_at, level)
            values (?, ?, ?, ?, ?, ?, 0)
            """;

    /**
     * After a change of its alerts, whose turn a report is among those that wait for a person. A
     * red flag, which another replica may be raising, is never withdrawn: the row itself says so.
     */
    public static final String TURN =
            """
            update open_report set turn = case when turn = 0 then 0 else coalesce(
                (select min(case when a.red_flag is null then 1 else 0 end) from alert a
                 where a.report = open_report.seq and a.withdrawn_at is null), 2) end
            where seq = (select seq from report where report_id = ?)
            """;

    private static final Sql OF_REPORTS =
            Sql.of(
                    "select "
                            + COLUMNS
                            + " from %s as e"
                            + " join alert a on a.report = cast(e.value ->> 'seq' as bigint)"
                            + " join report r on r.seq = a.report"
                            + " where a.withdrawn_at is null order by a.id",
                    Sql.JSON_ELEMENTS);

    private static final String READ =
            "select "
                    + COLUMNS
                    + " from alert a join report r on r.seq = a.report where a.report in (:reports)"
                    + " and a.withdrawn_at is null order by a.id";

    private final StudyKeys keys;
    private final Studies studies;
    private final Notices notices;
    private final MeterProvider<Counter> raised;

    public Alerts(StudyKeys keys, Studies studies, Notices notices, MeterRegistry meters) {
        this.keys = keys;
        this.notices = notices;
        this.studies = studies;
        this.raised =
                Counter.builder("epro.alerts.raised")
                        .description(
                                "Alerts raised, by rule, and whether an earlier report came late")
                        .withRegistry(meters);
    }

    /** Counts alerts whose transaction was committed. */
    public void count(List<Alert> alerts, boolean late) {
        for (Alert alert : alerts) {
            raised.withTags("rule", alert.rule(), "late", Boolean.toString(late)).increment();
        }
    }

    /** Those of them that were not on record before. */
    public List<New> raise(Tx tx, List<New> alerts) throws SQLException {
        if (alerts.isEmpty()) {
            return List.of();
        }
        int[] inserted =
                tx.updateAll(INSERT, alerts.stream().map(it -> it.row(keys, tx.now())).toList());
        List<New> raised =
                IntStream.range(0, inserted.length)
                        .filter(i -> inserted[i] == 1)
                        .mapToObj(alerts::get)
                        .toList();
        wait(tx, raised);
        return raised;
    }

    /** For an answer, from now on; and who is to answer is told. */
    private void wait(Tx tx, List<New> raised) throws SQLException {
        if (raised.isEmpty()) {
            return;
        }
        tx.updateAll(WAITS, raised.stream().map(it -> it.waits(studies)).toList());
        List<News> news = new ArrayList<>();
        for (New one : raised) {
            if (notices.wanted(one.study)) {
                news.addAll(tx.query(RAISED, row -> news(one, row), one.which()));
            }
        }
        notices.tell(tx, news);
    }

    private News news(New one, ResultSet row) throws SQLException {
        return new News(
                News.Kind.RAISED,
                one.study,
                row.getString(2),
                row.getLong(1),
                one.alert.rule(),
                one.alert.redFlag() != null,
                one.alert.score(),
                studies.of(one.study).answering().roles().getFirst());
    }

    /**
     * A subject has been silent for longer than its study lets it; once for each silence. The
     * transaction holds the subject's key.
     *
     * @param since when the subject was last heard of
     * @return whether it was not on record before
     */
    boolean raiseSilence(Tx tx, String study, String site, String subject, Instant since)
            throws SQLException {
        if (tx.any(SILENCE_KNOWN, study, subject, since.toEpochMilli())) {
            return false;
        }
        long now = tx.now().toEpochMilli();
        long id = tx.query(RAISE_SILENCE, row -> row.getLong(1), Alert.SILENT, now).getFirst();
        tx.update(SILENCE, id, study, site, subject, since.toEpochMilli());
        Answering answering = studies.of(study).answering();
        long by = now + answering.limit(false).toMillis();
        Long due = answering.escalations() == 0 ? null : by;
        tx.update(SILENCE_WAITS, id, study, site, subject, by, due);
        String role = answering.roles().getFirst();
        notices.tell(
                tx,
                List.of(
                        new News(
                                News.Kind.RAISED,
                                study,
                                site,
                                id,
                                Alert.SILENT,
                                false,
                                null,
                                role)));
        return true;
    }

    /**
     * An alert holds that was raised before, with these scores by now. One that had been withdrawn
     * waits for an answer anew, whatever was answered then.
     */
    public void raiseAgain(Tx tx, long id, String study, UUID reportId, Alert alert)
            throws SQLException {
        boolean withdrawn = tx.any(WITHDRAWN, id);
        tx.update(
                RAISE_AGAIN,
                sealed(keys, study, reportId, "score", alert.score()),
                sealed(keys, study, reportId, "previous", alert.previous()),
                alert.previousReport(),
                tx.now().toEpochMilli(),
                id);
        if (withdrawn) {
            wait(tx, List.of(new New(study, reportId, alert, true)));
        }
    }

    public void withdraw(Tx tx, long id) throws SQLException {
        tx.update(WITHDRAW, tx.now().toEpochMilli(), id);
        tx.update(WAITS_NO_MORE, id);
    }

    /** Those of a report that was corrected, whether there were any. */
    public boolean withdrawAll(Tx tx, UUID reportId) throws SQLException {
        tx.update(NONE_WAITS, reportId);
        return tx.update(WITHDRAW_ALL, tx.now().toEpochMilli(), reportId) > 0;
    }

    public void turn(Tx tx, UUID reportId) throws SQLException {
        tx.update(TURN, reportId);
    }

    /** Those that stand, by the numbers of reports. */
    public Map<Long, List<RaisedAlert>> of(Tx tx, Collection<Long> reports) throws SQLException {
        String ids =
                reports.stream()
                        .map(seq -> "{\"seq\":" + seq + "}")
                        .collect(Collectors.joining(",", "[", "]"));
        return byReport(tx.query(OF_REPORTS, row -> read(keys, row), ids));
    }

    /** Those that stand, by the numbers of reports. */
    public Map<Long, List<RaisedAlert>> of(JdbcClient reading, Collection<Long> reports) {
        return reports.isEmpty()
                ? Map.of()
                : byReport(
                        reading.sql(READ)
                                .param("reports", reports)
                                .query((row, n) -> read(keys, row))
                                .list());
    }

    private static Map<Long, List<RaisedAlert>> byReport(List<Read> read) {
        Map<Long, List<RaisedAlert>> alerts = new HashMap<>();
        for (Read one : read) {
            alerts.computeIfAbsent(one.report, seq -> new ArrayList<>()).add(one.raised);
        }
        return alerts;
    }

    /** Of {@link #COLUMNS}. */
    public static Read read(StudyKeys keys, ResultSet row) throws SQLException {
        UUID id = Objects.requireNonNull(Sql.uuid(row, 13));
        String study = row.getString(14);
        return new Read(
                row.getLong(1),
                new RaisedAlert(
                        row.getLong(2),
                        new Alert(
                                row.getString(3),
                                number(row, 4),
                                row.getString(5),
                                row.getString(6),
                                opened(keys, study, id, "score", row.getBytes(7)),
                                opened(keys, study, id, "previous", row.getBytes(8)),
                                Sql.uuid(row, 9),
                                row.getString(10)),
                        Instant.ofEpochMilli(row.getLong(11)),
                        row.getInt(12) == 1));
    }

    private static @Nullable Integer number(ResultSet row, int column) throws SQLException {
        int number = row.getInt(column);
        return row.wasNull() ? null : number;
    }

    private static byte @Nullable [] sealed(
            StudyKeys keys, String study, UUID id, String column, @Nullable Integer score) {
        return score == null ? null : keys.seal(study, id, column, score.toString());
    }

    static @Nullable Integer opened(
            StudyKeys keys, String study, UUID id, String column, byte @Nullable [] sealed) {
        return sealed == null ? null : Integer.valueOf(keys.openText(study, id, column, sealed));
    }

    /**
     * An alert that was read.
     *
     * @param report the number of the report whose it is
     */
    public record Read(long report, RaisedAlert raised) {}

    /** An alert that is to be put on record. */
    public record New(String study, UUID reportId, Alert alert, boolean late) {

        private @Nullable Object[] waits(Studies studies) {
            Answering answering = studies.of(study).answering();
            long limit = answering.limit(alert.redFlag() != null).toMillis();
            @Nullable Object[] which = which();
            @Nullable Object[] row = Arrays.copyOf(which, which.length + 2);
            System.arraycopy(which, 0, row, 2, which.length);
            row[0] = limit;
            row[1] = answering.escalations() == 0 ? null : limit;
            return row;
        }

        /** By what it is found, as the index has it. */
        private @Nullable Object[] which() {
            return new @Nullable Object[] {
                reportId,
                alert.rule(),
                Objects.requireNonNullElse(alert.item(), ""),
                Objects.requireNonNullElse(alert.group(), 0),
                Objects.requireNonNullElse(alert.redFlag(), "")
            };
        }

        private @Nullable Object[] row(StudyKeys keys, Instant now) {
            return new @Nullable Object[] {
                reportId,
                alert.rule(),
                alert.group(),
                alert.symptom(),
                alert.item(),
                sealed(keys, study, reportId, "score", alert.score()),
                sealed(keys, study, reportId, "previous", alert.previous()),
                alert.previousReport(),
                alert.redFlag(),
                now.toEpochMilli(),
                late ? 1 : 0
            };
        }
    }
}
