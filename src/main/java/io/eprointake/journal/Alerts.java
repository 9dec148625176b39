package io.eprointake.journal;

import io.eprointake.report.Alert;
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
            a.report_id, a.id, a.rule, a.group_no, a.symptom, a.item, a.score, a.previous,
            a.previous_report, a.red_flag, a.raised_at, a.late
            """;

    static final String INSERT =
            """
            insert into alert (report_id, rule, group_no, symptom, item, score, previous,
                               previous_report, red_flag, raised_at, late)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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

    /**
     * After a change of its alerts, whose turn a report is among those that wait for a person. A
     * red flag, which another replica may be raising, is never withdrawn: the row itself says so.
     */
    private static final String TURN =
            """
            update report set turn = case when turn = 0 then 0 else coalesce(
                (select min(case when a.red_flag is null then 1 else 0 end) from alert a
                 where a.report_id = report.report_id and a.withdrawn_at is null), 2) end
            where report_id = ?
            """;

    private static final Sql OF_REPORTS =
            Sql.of(
                    "select "
                            + COLUMNS
                            + " from %s as e"
                            + " join alert a on a.report_id = e.value ->> 'id'"
                            + " where a.withdrawn_at is null order by a.id",
                    Sql.JSON_ELEMENTS);

    private static final String READ =
            "select "
                    + COLUMNS
                    + " from alert a where a.report_id in (:reports)"
                    + " and a.withdrawn_at is null order by a.id";

    private final Json json;
    private final MeterProvider<Counter> raised;

    Alerts(Json json, MeterRegistry meters) {
        this.json = json;
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
        int[] inserted = tx.updateAll(INSERT, alerts.stream().map(it -> it.row(tx.now())).toList());
        return IntStream.range(0, inserted.length)
                .filter(i -> inserted[i] == 1)
                .mapToObj(alerts::get)
                .toList();
    }

    /** An alert holds that was raised before, with these scores by now. */
    void raiseAgain(Tx tx, long id, Alert alert) throws SQLException {
        tx.update(
                RAISE_AGAIN,
                alert.score(),
                alert.previous(),
                text(alert.previousReport()),
                tx.now().toEpochMilli(),
                id);
    }

    void withdraw(Tx tx, long id) throws SQLException {
        tx.update(WITHDRAW, tx.now().toEpochMilli(), id);
    }

    void turn(Tx tx, String reportId) throws SQLException {
        tx.update(TURN, reportId);
    }

    /** Those that stand, by report. */
    Map<UUID, List<RaisedAlert>> of(Tx tx, Collection<UUID> reports) throws SQLException {
        var ids = reports.stream().map(id -> Map.of("id", id.toString())).toList();
        return byReport(tx.query(OF_REPORTS, Alerts::read, json.write(ids)));
    }

    /** Those that stand, by report. */
    Map<UUID, List<RaisedAlert>> of(JdbcClient reading, Collection<UUID> reports) {
        return reports.isEmpty()
                ? Map.of()
                : byReport(
                        reading.sql(READ)
                                .param("reports", reports.stream().map(UUID::toString).toList())
                                .query((row, n) -> read(row))
                                .list());
    }

    private static Map<UUID, List<RaisedAlert>> byReport(List<Read> read) {
        Map<UUID, List<RaisedAlert>> alerts = new HashMap<>();
        for (Read one : read) {
            alerts.computeIfAbsent(one.reportId, id -> new ArrayList<>()).add(one.raised);
        }
        return alerts;
    }

    /** Of {@link #COLUMNS}. */
    static Read read(ResultSet row) throws SQLException {
        String previousReport = row.getString(9);
        return new Read(
                UUID.fromString(row.getString(1)),
                new RaisedAlert(
                        row.getLong(2),
                        new Alert(
                                row.getString(3),
                                number(row, 4),
                                row.getString(5),
                                row.getString(6),
                                number(row, 7),
                                number(row, 8),
                                previousReport == null ? null : UUID.fromString(previousReport),
                                row.getString(10)),
                        Instant.ofEpochMilli(row.getLong(11)),
                        row.getInt(12) == 1));
    }

    private static @Nullable Integer number(ResultSet row, int column) throws SQLException {
        int number = row.getInt(column);
        return row.wasNull() ? null : number;
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }

    /** An alert that was read, and whose it is. */
    record Read(UUID reportId, RaisedAlert raised) {}

    /** An alert that is to be put on record. */
    record New(String reportId, Alert alert, boolean late) {

        private @Nullable Object[] row(Instant now) {
            return new @Nullable Object[] {
                reportId,
                alert.rule(),
                alert.group(),
                alert.symptom(),
                alert.item(),
                alert.score(),
                alert.previous(),
                text(alert.previousReport()),
                alert.redFlag(),
                now.toEpochMilli(),
                late ? 1 : 0
            };
        }
    }
}
