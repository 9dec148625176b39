package io.eprointake.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.alerts.RaisedAlert;
import io.eprointake.report.Alert;
import io.eprointake.report.Analysis;
import io.eprointake.report.ReportState;
import io.eprointake.report.Scope;
import io.eprointake.testing.Clock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jdbc.DatabaseDriver;

/** Reports from before alerts were records keep them, and those that waited unread are read. */
abstract class AlertMigrationContract {

    private static final UUID ALERTED = UUID.randomUUID();
    private static final UUID FLAGGED = UUID.randomUUID();
    private static final UUID UNREAD = UUID.randomUUID();
    private static final UUID SILENT = UUID.randomUUID();

    private TestReplica replica;

    abstract String url();

    @BeforeEach
    void migrate() throws SQLException {
        Flyway.configure()
                .dataSource(url(), null, null)
                .locations("db/migration", "db/" + DatabaseDriver.fromJdbcUrl(url()).getId())
                .target("5")
                .load()
                .migrate();
        insert(
                ALERTED,
                "quarantined",
                null,
                """
                {"grades":[{"group":9,"symptom":"Nausea","composite":3}],"alerts":[
                 {"rule":"composite","group":9,"symptom":"Nausea","score":3},
                 {"rule":"worsened","group":9,"symptom":"Nausea","item":"PROCTCAE_9A_SCL","score":3,"previous":1}]}
                """,
                null);
        insert(
                FLAGGED,
                "analyzed",
                "words",
                "{\"grades\":[],\"alerts\":[]}",
                """
                {"analyzer":"a","signals":[],"red_flags":[{"kind":"suicidality","evidence":"x"},
                 {"kind":"chest_pain","evidence":"y"},{"kind":"suicidality","evidence":"z"}]}
                """);
        insert(UNREAD, "quarantined", "words", "{\"grades\":[],\"alerts\":[]}", null);
        insert(SILENT, "quarantined", null, "{\"grades\":[],\"alerts\":[]}", null);
        replica = new TestReplica(url(), new Clock());
    }

    @AfterEach
    void close() {
        replica.close();
    }

    @Test
    void alertsBecomeRecords() {
        StoredReport alerted = find(ALERTED);

        assertThat(alerted.grades()).hasSize(1);
        assertThat(alerted.alerts())
                .extracting(RaisedAlert::alert)
                .containsExactly(
                        Alert.of("composite", 9, "Nausea", null, 3),
                        new Alert("worsened", 9, "Nausea", "PROCTCAE_9A_SCL", 3, 1, null, null));
        assertThat(find(FLAGGED).alerts())
                .extracting(raised -> raised.alert().redFlag())
                .containsExactlyInAnyOrder("suicidality", "chest_pain");
    }

    @Test
    void whatWaitedUnreadIsClaimedAndTheUrgentComeFirst() {
        List<StoredReport> waiting =
                replica.reports
                        .list(ReportState.QUARANTINED, Scope.ALL, Cursor.START, 10)
                        .reports();
        assertThat(waiting)
                .extracting(StoredReport::reportId)
                .containsExactly(ALERTED, UNREAD, SILENT);
        assertThat(find(SILENT).analysis()).isEqualTo(Analysis.OF_NOTHING);

        assertThat(replica.claimed(10)).containsExactly(UNREAD);
    }

    private StoredReport find(UUID id) {
        return replica.reports.find(id, Scope.ALL).orElseThrow();
    }

    private void insert(
            UUID id,
            String state,
            @Nullable String narrative,
            String assessment,
            @Nullable String analysis)
            throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    insert into report (report_id, study, site, subject, received_at, received_as,
                                        content_sha256, body, scores, findings, state,
                                        attempts_left, narrative, assessment, analysis, analyzed_at)
                    values ('%s', 's', 's', 's', 1000, 'received', 'c', '', '{}', '[]', '%s',
                            12, %s, '%s', %s, %s)
                    """
                            .formatted(
                                    id,
                                    state,
                                    narrative == null ? "null" : "'" + narrative + "'",
                                    assessment,
                                    analysis == null ? "null" : "'" + analysis + "'",
                                    analysis == null ? "null" : "2000"));
        }
    }
}
