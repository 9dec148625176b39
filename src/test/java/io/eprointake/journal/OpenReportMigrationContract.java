package io.eprointake.journal;

import static io.eprointake.journal.Submissions.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.eprointake.alerts.RaisedAlert;
import io.eprointake.journal.Acceptance.Replayed;
import io.eprointake.report.Alert;
import io.eprointake.report.Analysis;
import io.eprointake.report.Narrative;
import io.eprointake.report.ReportState;
import io.eprointake.report.Scope;
import io.eprointake.store.TestStore;
import io.eprointake.testing.Clock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A store that the release before wrote, while what is left to be done of a report was in its row:
 * each goes on where it was.
 */
abstract class OpenReportMigrationContract {

    private static final String FOUND =
            "{\"analyzer\":\"a-1\",\"signals\":[],\"red_flags\":[{\"kind\":\"suicidality\",\"evidence\":\"x\"}]}";
    private static final String NOTHING = "{\"analyzer\":\"none\",\"signals\":[],\"red_flags\":[]}";
    private static final String HOLDER = "gone:1";

    /** Longer ago than a lease. */
    private static final long DUE = 1000;

    private final Clock clock = new Clock();
    private final List<UUID> all = new ArrayList<>();
    private UUID silent;
    private UUID analyzed;
    private UUID received;
    private UUID retried;
    private UUID analyzing;
    private UUID failed;
    private UUID doubtful;
    private UUID doubtfulClaimed;
    private UUID doubtfulAnalyzed;
    private UUID doubtfulFailed;
    private UUID doubtfulSilent;
    private TestReplica replica;

    abstract String url();

    @BeforeEach
    void migrate() throws SQLException {
        TestStore.migrate(url(), "10");
        try (Connection store = DriverManager.getConnection(url())) {
            fill(store);
        }
        replica = new TestReplica(url(), clock);
        replica.outbox.open();
    }

    private void fill(Connection store) throws SQLException {
        long later = Instant.now().plus(Duration.ofDays(1)).toEpochMilli();
        silent = row(store, "analyzed", false, NOTHING, 2, 0, 3, null, null, null);
        analyzed = row(store, "analyzed", true, FOUND, 0, 2, 1, null, null, null);
        received = row(store, "received", true, null, 2, 0, 3, DUE, null, null);
        retried = row(store, "received", true, null, 1, 1, 2, DUE + 1, null, "deadline");
        analyzing = row(store, "analyzing", true, null, 2, 2, 1, later, HOLDER, null);
        failed = row(store, "analysis_failed", true, null, 0, 3, 0, null, null, "lease_ended");
        doubtful = row(store, "quarantined", true, null, 2, 0, 3, DUE + 2, null, null);
        doubtfulClaimed = row(store, "quarantined", true, null, 1, 1, 2, later, HOLDER, null);
        doubtfulAnalyzed = row(store, "quarantined", true, FOUND, 0, 1, 2, null, null, null);
        doubtfulFailed = row(store, "quarantined", true, null, 2, 3, 0, null, null, "deadline");
        doubtfulSilent = row(store, "quarantined", false, NOTHING, 2, 0, 3, null, null, null);
        try (Statement other = store.createStatement()) {
            other.execute(
                    """
                    insert into alert (report_id, rule, group_no, symptom, item, score, previous,
                                       previous_report, raised_at, late, withdrawn_at)
                    values ('%1$s', 'worsened', 9, 'Nausea', 'PROCTCAE_9A_SCL', 3, 1, '%2$s', 7, 1, null),
                           ('%1$s', 'severe', 9, 'Nausea', 'PROCTCAE_9A_SCL', 3, null, null, 7, 0, 8)
                    """
                            .formatted(retried, silent));
            other.execute(
                    """
                    insert into outbox (report_id, state, decided_at, due_at, set_aside)
                    values ('%1$s', 'analysis_failed', 5, 0, null), ('%2$s', 'analyzed', 6, 0, null),
                           ('%3$s', 'analyzed', 7, 0, 'unwritable'), ('%3$s', 'analyzed', 8, 0, null)
                    """
                            .formatted(failed, analyzed, silent));
            // It was sent.
            other.execute("delete from outbox where seq = 4");
        }
    }

    private UUID row(
            Connection store,
            String state,
            boolean narrative,
            @Nullable String analysis,
            int turn,
            int attempt,
            int left,
            @Nullable Long dueAt,
            @Nullable String claimedBy,
            @Nullable String lastFailure)
            throws SQLException {
        UUID id = UUID.randomUUID();
        all.add(id);
        boolean doubt = state.equals("quarantined");
        Object[] values = {
            id.toString(),
            "SITE0" + all.size() % 2,
            doubt ? "quarantined" : "received",
            id.toString(),
            new byte[] {1, 2, 3},
            narrative ? "words of " + id : null,
            state,
            turn,
            attempt,
            left,
            dueAt,
            claimedBy,
            lastFailure,
            analysis,
            analysis == null ? null : narrative ? 2000L : 1500L
        };
        try (PreparedStatement insert =
                store.prepareStatement(
                        """
                        insert into report (report_id, study, site, subject, language, completed_at,
                                            received_at, received_as, content_sha256, content_form,
                                            body, narrative, scores, findings, assessment, state,
                                            turn, attempt, attempts_left, due_at, claimed_by,
                                            last_failure, analysis, analyzed_at)
                        values (?, 'ONC-301', ?, 'S-1', 'en', 1000, 1500, ?, ?, 2, ?, ?, '{}', '[]',
                                '{"grades":[]}', ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """)) {
            for (int i = 0; i < values.length; i++) {
                insert.setObject(i + 1, values[i]);
            }
            insert.executeUpdate();
        }
        return id;
    }

    @AfterEach
    void close() {
        replica.close();
    }

    @Test
    void allWereGradedByProCtcae() {
        assertThat(
                        replica.store.<List<String>>read(it ->
                                it.sql("select instrument || ' ' || instrument_version from report")
                                        .query(String.class)
                                        .list()))
                .hasSameSizeAs(all)
                .containsOnly("PRO-CTCAE 1.0");
    }

    @Test
    void eachStandsWhereItStood() {
        assertThat(replica.reports.list(null, Scope.ALL, Cursor.START, 50).reports())
                .extracting(
                        StoredReport::reportId,
                        StoredReport::state,
                        StoredReport::analysisState,
                        StoredReport::attempts,
                        StoredReport::lastFailure)
                .containsExactly(
                        stands(silent, ReportState.ANALYZED, ReportState.ANALYZED, 0, null),
                        stands(analyzed, ReportState.ANALYZED, ReportState.ANALYZED, 2, null),
                        stands(received, ReportState.RECEIVED, ReportState.RECEIVED, 0, null),
                        stands(retried, ReportState.RECEIVED, ReportState.RECEIVED, 1, "deadline"),
                        stands(analyzing, ReportState.ANALYZING, ReportState.ANALYZING, 2, null),
                        stands(
                                failed,
                                ReportState.ANALYSIS_FAILED,
                                ReportState.ANALYSIS_FAILED,
                                3,
                                "lease_ended"),
                        stands(doubtful, ReportState.QUARANTINED, ReportState.RECEIVED, 0, null),
                        stands(
                                doubtfulClaimed,
                                ReportState.QUARANTINED,
                                ReportState.ANALYZING,
                                1,
                                null),
                        stands(
                                doubtfulAnalyzed,
                                ReportState.QUARANTINED,
                                ReportState.ANALYZED,
                                1,
                                null),
                        stands(
                                doubtfulFailed,
                                ReportState.QUARANTINED,
                                ReportState.ANALYSIS_FAILED,
                                3,
                                "deadline"),
                        stands(
                                doubtfulSilent,
                                ReportState.QUARANTINED,
                                ReportState.ANALYZED,
                                0,
                                null));
        for (UUID id : List.of(silent, doubtfulSilent)) {
            assertThat(find(id))
                    .returns(Analysis.OF_NOTHING, StoredReport::analysis)
                    .returns(Instant.ofEpochMilli(1500), StoredReport::analyzedAt);
        }
        for (UUID id : List.of(analyzed, doubtfulAnalyzed)) {
            assertThat(find(id))
                    .returns(Instant.ofEpochMilli(2000), StoredReport::analyzedAt)
                    .extracting(StoredReport::analysis)
                    .returns("suicidality", found -> found.redFlags().getFirst().kind());
        }
        assertThat(find(received).analysis()).isNull();
    }

    private static Tuple stands(
            UUID id,
            ReportState state,
            ReportState analysis,
            int attempts,
            @Nullable String lastFailure) {
        return tuple(id, state, analysis, attempts, lastFailure);
    }

    @Test
    void listsAndDepthsAreWhatTheyWere() {
        assertThat(listed(ReportState.QUARANTINED, Scope.ALL))
                .containsExactly(
                        doubtfulAnalyzed,
                        doubtfulClaimed,
                        doubtful,
                        doubtfulFailed,
                        doubtfulSilent);
        assertThat(listed(ReportState.QUARANTINED, Scope.ALL.at("SITE01")))
                .containsExactly(doubtfulAnalyzed, doubtful, doubtfulSilent);
        assertThat(listed(ReportState.ANALYSIS_FAILED, Scope.ALL)).containsExactly(failed);
        assertThat(listed(ReportState.RECEIVED, Scope.ALL)).containsExactly(received, retried);
        assertThat(listed(ReportState.ANALYZING, Scope.ALL)).containsExactly(analyzing);
        assertThat(listed(ReportState.ANALYZED, Scope.ALL)).containsExactly(silent, analyzed);
        assertThat(replica.depth(Waiting.BACKLOG).waiting()).isEqualTo(5);
        assertThat(replica.depth(Waiting.QUARANTINED).waiting()).isEqualTo(5);
    }

    private List<UUID> listed(ReportState state, Scope scope) {
        return replica.reports.list(state, scope, Cursor.START, 50).reports().stream()
                .map(StoredReport::reportId)
                .toList();
    }

    @Test
    void whatWasSentIsKnownAgainByteForByte() throws SQLException {
        for (UUID id : all) {
            Acceptance again =
                    replica.store.await(
                            replica.journal.accept(submission(id, id.toString(), "words")));
            assertThat(again)
                    .isInstanceOfSatisfying(
                            Replayed.class,
                            it ->
                                    assertThat(it.receipt().receivedAt())
                                            .isEqualTo(Instant.ofEpochMilli(1500)));
        }
        List<UUID> given = new ArrayList<>();
        try (Connection store = DriverManager.getConnection(url())) {
            Receipts.each(
                    store,
                    replica.keys,
                    receipt -> {
                        given.add(receipt.reportId());
                        assertThat(receipt.body()).containsExactly(1, 2, 3);
                        assertThat(receipt.contentSha256())
                                .isEqualTo(receipt.reportId().toString());
                    });
        }
        assertThat(given).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void whatWaitedIsAnalyzedAndClaimsAreFencedAsBefore() {
        List<Claim> claims = replica.backlog.claim(9);
        assertThat(claims)
                .extracting(Claim::reportId, Claim::attempt, Claim::attemptsLeft)
                .containsExactlyInAnyOrder(
                        tuple(received, 1, 2), tuple(retried, 2, 1), tuple(doubtful, 1, 2));
        assertThat(claims)
                .allSatisfy(claim ->
                        assertThat(claim.narrative().text())
                                .isEqualTo("words of " + claim.reportId()));
        Claim held = claimOf(analyzing, 2);

        assertThat(replica.analyses.complete(claimOf(analyzing, 1), Analysis.OF_NOTHING)).isFalse();
        assertThat(replica.analyses.complete(held, Analysis.OF_NOTHING)).isTrue();
        assertThat(replica.analyses.complete(held, Analysis.OF_NOTHING)).isTrue();
        assertThat(find(analyzing).state()).isEqualTo(ReportState.ANALYZED);
        assertThat(replica.analyses.complete(claimOf(analyzed, 2), Analysis.OF_NOTHING))
                .as("written by the release before")
                .isTrue();
        assertThat(replica.analyses.complete(claimOf(doubtfulClaimed, 1), Analysis.OF_NOTHING))
                .isTrue();
        assertThat(find(doubtfulClaimed).state()).isEqualTo(ReportState.QUARANTINED);
    }

    private static Claim claimOf(UUID id, int attempt) {
        return new Claim(id, "ONC-301", attempt, 0, "en", new Narrative("words"), Instant.EPOCH);
    }

    @Test
    void aPersonMovesThemOn() {
        assertThat(replica.review.release(doubtfulAnalyzed, Submissions.NURSE, null).state())
                .isEqualTo(ReportState.ANALYZED);
        assertThat(replica.review.release(doubtfulSilent, Submissions.NURSE, null).state())
                .isEqualTo(ReportState.ANALYZED);
        assertThat(replica.review.release(doubtfulFailed, Submissions.NURSE, null).state())
                .isEqualTo(ReportState.ANALYSIS_FAILED);
        assertThat(replica.review.release(doubtfulClaimed, Submissions.NURSE, null).state())
                .isEqualTo(ReportState.ANALYZING);
        assertThat(replica.review.release(analyzed, Submissions.NURSE, null).done()).isFalse();
        assertThat(replica.analyses.complete(claimOf(doubtfulClaimed, 1), Analysis.OF_NOTHING))
                .isTrue();
        assertThat(listed(ReportState.ANALYZED, Scope.ALL))
                .containsExactly(
                        silent, analyzed, doubtfulClaimed, doubtfulAnalyzed, doubtfulSilent);
        assertThat(replica.review.replay(failed, Submissions.NURSE, null).state())
                .isEqualTo(ReportState.RECEIVED);
        assertThat(replica.claimed(9)).contains(failed);
    }

    @Test
    void alertsAndOutcomesAreThoseThatWere() {
        assertThat(find(retried).alerts())
                .extracting(RaisedAlert::alert)
                .containsExactly(
                        new Alert("worsened", 9, "Nausea", "PROCTCAE_9A_SCL", 3, 1, silent, null));
        assertThat(replica.outbox.claim(9, TestReplica.LEASE).outcomes())
                .extracting(Outbox.Outcome::seq, Outbox.Outcome::reportId)
                .containsExactly(tuple(1L, failed), tuple(2L, analyzed));
        assertThat(replica.depth(Waiting.SET_ASIDE).waiting()).isEqualTo(1);

        replica.review.release(doubtfulSilent, Submissions.NURSE, null);
        assertThat(replica.outbox.claim(9, TestReplica.LEASE).outcomes())
                .singleElement()
                .returns(doubtfulSilent, Outbox.Outcome::reportId)
                .extracting(Outbox.Outcome::seq)
                .as("higher than any that was sent")
                .isEqualTo(5L);
    }

    @Test
    void theReleaseBeforeWritesNothingMore() throws SQLException {
        List<UUID> before = List.copyOf(all);
        try (Connection store = DriverManager.getConnection(url())) {
            assertThatThrownBy(() -> fill(store)).isInstanceOf(SQLException.class);
        }
        assertThat(replica.reports.list(null, Scope.ALL, Cursor.START, 50).reports())
                .hasSameSizeAs(before);
    }

    private StoredReport find(UUID id) {
        return replica.reports.find(id, Scope.ALL).orElseThrow();
    }
}
