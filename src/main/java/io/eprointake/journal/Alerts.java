package io.eprointake.journal;

import io.eprointake.report.Alert;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Sql;
import io.eprointake.store.Tx;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The alerts on record. Each is raised once for a report, a rule and what it is about; one that no
 * longer holds is withdrawn, and stays on record.
 */
final class Alerts {

    static final String COLUMNS =
            """
            a.report, a.id, a.rule, a.group_no, a.symptom, a.item, a.score, a.previous,
            a.previous_report, a.red_flag, a.raised_at, a.late, r.report_id, r.study
            """;

    static final String INSERT =
            """
            insert into alert (report, rule, group_no, symptom, item, score, previous,
                               previous_report, red_flag, raised_at, late)
            values ((select seq from report where report_id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """;

    private static final String RAISE_AGAIN =
            """
            update alert set score = ?, previous = ?, previous_report = ?,
                raised_at = case when withdrawn_at is null then raised_at else ? end,
                late = case when withdrawn_at is null then late else 1 end,
                withdrawn_at = null
            where id = ?
            """;

    private static final String WITHDRAW = "update alert set withdrawn_at = ? where id = ?";

    /** A red flag stays: the patient's words were read. */
    private static final String WITHDRAW_ALL =
            """
            update alert set withdrawn_at = ?
            where report = (select seq from report where report_id = ?)
              and red_flag is null and withdrawn_at is null
            """;

    /**
     * After a change of its alerts, whose turn a report is among those that wait for a person. A
     * red flag, which another replica may be raising, is never withdrawn: the row itself says so.
     */
    static final String TURN =
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

    private final Json json;
    private final StudyKeys keys;
    private final MeterProvider<Counter> raised;

    Alerts(Json json, StudyKeys keys, MeterRegistry meters) {
        this.json = json;
        this.keys = keys;
        this.raised =
                Counter.builder("epro.alerts.raised")
                        .description(
                                "Alerts raised, by rule, and whether an earlier report came late")
                        .withRegistry(meters);
    }

    /** Counts alerts whose transaction was committed. */
    void count(List<Alert> alerts, boolean late) {
        for (Alert alert : alerts) {
            raised.withTags("rule", alert.rule(), "late", Boolean.toString(late)).increment();
        }
    }

    /** Those of them that were not on record before. */
    List<New> raise(Tx tx, List<New> alerts) throws SQLException {
        if (alerts.isEmpty()) {
            return List.of();
        }
        int[] inserted =
                tx.updateAll(INSERT, alerts.stream().map(it -> it.row(keys, tx.now())).toList());
        return IntStream.range(0, inserted.length)
                .filter(i -> inserted[i] == 1)
                .mapToObj(alerts::get)
                .toList();
    }

    /** An alert holds that was raised before, with these scores by now. */
    void raiseAgain(Tx tx, long id, String study, UUID reportId, Alert alert) throws SQLException {
        tx.update(
                RAISE_AGAIN,
                sealed(keys, study, reportId, "score", alert.score()),
                sealed(keys, study, reportId, "previous", alert.previous()),
                alert.previousReport(),
                tx.now().toEpochMilli(),
                id);
    }

    void withdraw(Tx tx, long id) throws SQLException {
        tx.update(WITHDRAW, tx.now().toEpochMilli(), id);
    }

    /** Those of a report that was corrected, whether there were any. */
    boolean withdrawAll(Tx tx, UUID reportId) throws SQLException {
        return tx.update(WITHDRAW_ALL, tx.now().toEpochMilli(), reportId) > 0;
    }

    void turn(Tx tx, UUID reportId) throws SQLException {
        tx.update(TURN, reportId);
    }

    /** Those that stand, by the numbers of reports. */
    Map<Long, List<RaisedAlert>> of(Tx tx, Collection<Long> reports) throws SQLException {
        var ids = reports.stream().map(seq -> Map.of("seq", seq)).toList();
        return byReport(tx.query(OF_REPORTS, row -> read(keys, row), json.write(ids)));
    }

    /** Those that stand, by the numbers of reports. */
    Map<Long, List<RaisedAlert>> of(JdbcClient reading, Collection<Long> reports) {
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
    static Read read(StudyKeys keys, ResultSet row) throws SQLException {
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

    private static @Nullable Integer opened(
            StudyKeys keys, String study, UUID id, String column, byte @Nullable [] sealed) {
        return sealed == null ? null : Integer.valueOf(keys.openText(study, id, column, sealed));
    }

    /**
     * An alert that was read.
     *
     * @param report the number of the report whose it is
     */
    record Read(long report, RaisedAlert raised) {}

    /** An alert that is to be put on record. */
    record New(String study, UUID reportId, Alert alert, boolean late) {

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
