package io.eprointake.journal;

import static io.eprointake.journal.Submissions.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.eprointake.alerts.RaisedAlert;
import io.eprointake.journal.Acceptance.Accepted;
import io.eprointake.journal.Acceptance.Conflicting;
import io.eprointake.journal.Acceptance.Replayed;
import io.eprointake.journal.Acceptance.Superseded;
import io.eprointake.report.Alert;
import io.eprointake.report.Analysis;
import io.eprointake.report.Analysis.RedFlag;
import io.eprointake.report.Analysis.Signal;
import io.eprointake.report.ReportState;
import io.eprointake.report.Scope;
import io.eprointake.store.Store;
import io.eprointake.testing.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every database must do. */
abstract class JournalContract {

    private static final Duration LEASE = TestReplica.LEASE;
    private static final int ATTEMPTS = TestReplica.ATTEMPTS;
    private static final Analysis ANALYSIS =
            new Analysis("test", List.of(new Signal(9, "Nausea", 0.9, "sick")), List.of());

    private static final Analysis FLAGGED =
            new Analysis(
                    "test",
                    List.of(),
                    List.of(new RedFlag("suicidality", "a"), new RedFlag("suicidality", "b")));

    private final Clock clock = new Clock();
    private TestReplica replica;
    private Store store;
    private Journal journal;
    private Backlog backlog;
    private Analyses analyses;
    private Review review;
    private Reports reports;

    /** The address of an empty database. */
    abstract String url();

    @BeforeEach
    void open() {
        replica = new TestReplica(url(), clock);
        store = replica.store;
        journal = replica.journal;
        backlog = replica.backlog;
        analyses = replica.analyses;
        review = replica.review;
        reports = replica.reports;
    }

    @AfterEach
    void close() {
        replica.close();
    }

    @Test
    void theSameReportAgainIsTheFirstReceiptAgain() {
        UUID id = UUID.randomUUID();
        var first = (Accepted) accept(id, "content");
        pass(Duration.ofDays(1));
        analyses.complete(claimOne(), ANALYSIS);

        var again = (Replayed) accept(id, "content");

        assertThat(again.receipt()).isEqualTo(first.receipt());
        assertThat(reports.list(null, Scope.ALL, Cursor.START, 10).reports()).hasSize(1);
    }

    /** Among more of the day before than are looked through to be sure. */
    @Test
    void reportsOfTodayAreCountedByWhereTheyStand() {
        many(1200);
        String aDayEarlier = "update report set received_at = received_at - ?";
        store.await(store.write(tx -> tx.update(aDayEarlier, Duration.ofDays(1).toMillis())));
        var first = (Accepted) accept(UUID.randomUUID(), "content");
        many(1200);
        quarantine(UUID.randomUUID(), null);
        Instant since = first.receipt().receivedAt().minus(Duration.ofHours(1));
        var today = new ArrivedToday(store);

        assertThat(today.since(since, "ONC-301", Scope.ALL))
                .hasToString(
                        "{RECEIVED=1, QUARANTINED=1, ANALYZING=0, ANALYZED=1200, ANALYSIS_FAILED=0}");
        assertThat(today.since(since, "ONC-302", Scope.ALL).values()).containsOnly(0L);
        assertThat(today.since(since, "ONC-301", Scope.ALL.at("SITE04")).values()).containsOnly(0L);
        assertThat(today.since(since.minus(Duration.ofDays(1)), "ONC-301", Scope.ALL))
                .containsEntry(ReportState.ANALYZED, 2400L);
        assertThat(today.since(since.plus(Duration.ofDays(1)), "ONC-301", Scope.ALL).values())
                .containsOnly(0L);
    }

    private void many(int reports) {
        List<CompletableFuture<Acceptance>> sent = new ArrayList<>();
        for (int i = 0; i < reports; i++) {
            sent.add(journal.accept(submission(UUID.randomUUID(), "content", null)));
        }
        sent.forEach(store::await);
    }

    @Test
    void theSameIdWithOtherContentConflictsAndLeavesWhatIsStored() {
        UUID id = UUID.randomUUID();
        accept(id, "content");

        assertThat(accept(id, "other")).isInstanceOf(Conflicting.class);

        assertEquals("content", reports.find(id, Scope.ALL).orElseThrow().contentSha256());
        assertThat(body(id)).isEqualTo("body of content");
    }

    @Test
    void parallelDuplicatesEndAsOneRowAndEqualReceipts() {
        UUID id = UUID.randomUUID();
        List<CompletableFuture<Acceptance>> sent = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            sent.add(journal.accept(submission(id, "content", "hello")));
        }

        var outcomes = sent.stream().map(store::await).toList();

        assertThat(outcomes.stream().filter(Accepted.class::isInstance)).hasSize(1);
        assertThat(
                        outcomes.stream()
                                .map(outcome ->
                                        switch (outcome) {
                                            case Accepted it -> it.receipt();
                                            case Replayed it -> it.receipt();
                                            case Conflicting it -> it;
                                            case Superseded it -> it;
                                        })
                                .distinct())
                .hasSize(1);
        assertThat(reports.list(null, Scope.ALL, Cursor.START, 10).reports()).hasSize(1);
    }

    @Test
    void aReportWithoutNarrativeIsAnalyzedAtOnceAndSaysSo() {
        UUID id = UUID.randomUUID();
        store.await(journal.accept(submission(id, "content", null)));

        StoredReport stored = reports.find(id, Scope.ALL).orElseThrow();

        assertThat(stored.state()).isEqualTo(ReportState.ANALYZED);
        assertThat(stored.analysis()).isEqualTo(Analysis.OF_NOTHING);
        assertThat(backlog.claim(10)).isEmpty();
    }

    @Test
    void aClaimIsHeldByOneUntilItsLeaseEnds() {
        accept(UUID.randomUUID(), "content");

        Claim first = claimOne();
        assertThat(backlog.claim(10)).isEmpty();
        pass(LEASE);
        Claim second = claimOne();

        assertThat(second.reportId()).isEqualTo(first.reportId());
        assertThat(second.attempt()).isEqualTo(first.attempt() + 1);
    }

    @Test
    void aLateAnswerChangesNothing() {
        UUID id = UUID.randomUUID();
        accept(id, "content");
        Claim late = claimOne();
        pass(LEASE);
        Claim current = claimOne();

        assertThat(analyses.complete(late, new Analysis("late", List.of(), List.of()))).isFalse();
        assertThat(backlog.retry(late, Duration.ZERO, "late")).isFalse();
        assertThat(backlog.handBack(late)).isFalse();
        assertThat(reports.find(id, Scope.ALL).orElseThrow().state())
                .isEqualTo(ReportState.ANALYZING);

        assertThat(analyses.complete(current, ANALYSIS)).isTrue();
        assertThat(analyses.complete(late, new Analysis("late", List.of(), List.of()))).isFalse();
        assertThat(reports.find(id, Scope.ALL).orElseThrow().analysis()).isEqualTo(ANALYSIS);
    }

    @Test
    void theOldestDueIsClaimedFirst() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(UUID.randomUUID());
            accept(ids.get(i), "content " + i);
            pass(Duration.ofMillis(10));
        }

        assertThat(claimed(2)).containsExactlyInAnyOrderElementsOf(ids.subList(0, 2));
        assertThat(claimed(9)).containsExactlyInAnyOrderElementsOf(ids.subList(2, 5));
    }

    @Test
    void aFailedAttemptComesBackAfterItsBackoffUntilNoneIsLeft() {
        UUID id = UUID.randomUUID();
        accept(id, "content");
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            assertThat(backlog.retry(claimOne(), Duration.ofSeconds(5), "deadline")).isTrue();
            assertThat(backlog.claim(1)).isEmpty();
            pass(Duration.ofSeconds(5));
        }
        assertThat(backlog.retry(claimOne(), Duration.ofSeconds(5), "deadline")).isTrue();
        pass(Duration.ofDays(1));

        assertThat(backlog.claim(1)).isEmpty();
        StoredReport failed = reports.find(id, Scope.ALL).orElseThrow();
        assertThat(failed.state()).isEqualTo(ReportState.ANALYSIS_FAILED);
        assertThat(failed.lastFailure()).isEqualTo("deadline");
        assertThat(reports.list(ReportState.ANALYSIS_FAILED, Scope.ALL, Cursor.START, 10).reports())
                .hasSize(1);
    }

    @Test
    void aReportWhoseLeasesAllEndedUnusedIsGivenUp() {
        UUID id = UUID.randomUUID();
        accept(id, "content");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            claimOne();
            pass(LEASE);
        }

        assertThat(backlog.claim(1)).isEmpty();
        assertThat(reports.find(id, Scope.ALL).orElseThrow().state())
                .isEqualTo(ReportState.ANALYSIS_FAILED);
    }

    @Test
    void handingBackCostsNoAttempt() {
        accept(UUID.randomUUID(), "content");
        for (int i = 0; i < 3 * ATTEMPTS; i++) {
            Claim claim = claimOne();
            assertThat(claim.attemptsLeft()).isEqualTo(ATTEMPTS - 1);
            assertThat(backlog.handBack(claim)).isTrue();
        }
    }

    @Test
    void onlyAFailedReportIsReplayedAndItHasAllItsAttemptsAgain() {
        UUID id = UUID.randomUUID();
        accept(id, "content");
        assertThat(review.replay(id, Submissions.NURSE, null))
                .isEqualTo(new Review.Move(false, ReportState.RECEIVED));
        for (int i = 0; i < ATTEMPTS; i++) {
            backlog.retry(claimOne(), Duration.ZERO, "failed");
        }

        assertThat(review.replay(id, Submissions.NURSE, null))
                .isEqualTo(new Review.Move(true, ReportState.RECEIVED));

        assertThat(claimOne().attemptsLeft()).isEqualTo(ATTEMPTS - 1);
        assertThat(review.replay(UUID.randomUUID(), Submissions.NURSE, null))
                .isEqualTo(new Review.Move(false, null));
    }

    @Test
    void onlyAQuarantinedReportIsReleased() {
        UUID withNarrative = UUID.randomUUID();
        UUID without = UUID.randomUUID();
        quarantine(withNarrative, "hello");
        quarantine(without, null);

        assertThat(review.release(withNarrative, Submissions.NURSE, null))
                .isEqualTo(new Review.Move(true, ReportState.RECEIVED));
        assertThat(review.release(without, Submissions.NURSE, null))
                .isEqualTo(new Review.Move(true, ReportState.ANALYZED));

        assertThat(review.release(withNarrative, Submissions.NURSE, null).done()).isFalse();
        assertThat(review.release(UUID.randomUUID(), Submissions.NURSE, null))
                .isEqualTo(new Review.Move(false, null));
    }

    @Test
    void theWordsOfAQuarantinedReportAreAnalyzedAtOnceAndItWaitsAllTheSame() {
        UUID id = UUID.randomUUID();
        quarantine(id, "hello");
        assertThat(reports.find(id, Scope.ALL).orElseThrow().analysisState())
                .isEqualTo(ReportState.RECEIVED);

        Claim claim = claimOne();
        assertThat(reports.find(id, Scope.ALL).orElseThrow().analysisState())
                .isEqualTo(ReportState.ANALYZING);
        assertThat(analyses.complete(claim, FLAGGED)).isTrue();

        StoredReport waiting = reports.find(id, Scope.ALL).orElseThrow();
        assertThat(waiting.state()).isEqualTo(ReportState.QUARANTINED);
        assertThat(waiting.analysisState()).isEqualTo(ReportState.ANALYZED);
        assertThat(waiting.analysis()).isEqualTo(FLAGGED);
        assertThat(rules(id)).containsExactly("red_flag");
        assertThat(review.release(id, Submissions.NURSE, null).state())
                .isEqualTo(ReportState.ANALYZED);
        assertThat(backlog.claim(1)).isEmpty();
    }

    @Test
    void aQuarantinedReportThatIsReleasedMeanwhileIsAnalyzedByWhoeverClaimedIt() {
        UUID id = UUID.randomUUID();
        quarantine(id, "hello");
        Claim claim = claimOne();

        assertThat(review.release(id, Submissions.NURSE, null).state())
                .isEqualTo(ReportState.ANALYZING);

        assertThat(analyses.complete(claim, ANALYSIS)).isTrue();
        assertThat(reports.find(id, Scope.ALL).orElseThrow().state())
                .isEqualTo(ReportState.ANALYZED);
    }

    @Test
    void whatGoesWrongWithAQuarantinedReportLeavesItToAPerson() {
        UUID id = UUID.randomUUID();
        quarantine(id, "hello");
        backlog.handBack(claimOne());
        for (int i = 0; i < ATTEMPTS; i++) {
            backlog.retry(claimOne(), Duration.ZERO, "failed");
        }
        StoredReport failed = reports.find(id, Scope.ALL).orElseThrow();
        assertThat(failed.state()).isEqualTo(ReportState.QUARANTINED);
        assertThat(failed.analysisState()).isEqualTo(ReportState.ANALYSIS_FAILED);

        assertThat(review.replay(id, Submissions.NURSE, null))
                .isEqualTo(new Review.Move(true, ReportState.QUARANTINED));
        for (int i = 0; i < ATTEMPTS; i++) {
            claimOne();
            pass(LEASE);
        }
        assertThat(backlog.claim(1)).isEmpty();

        assertThat(review.release(id, Submissions.NURSE, null).state())
                .isEqualTo(ReportState.ANALYSIS_FAILED);
    }

    @Test
    void thoseThatWaitAreListedByTheirUrgency() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            UUID id = UUID.randomUUID();
            ids.add(id);
            Map<String, Integer> scores = i % 3 == 1 ? Map.of("PROCTCAE_9B_SCL", 4) : Map.of();
            store.await(
                    journal.accept(
                            submission(
                                    id, "content", "hello", List.of(Submissions.DOUBT), scores)));
            if (i % 3 == 2) {
                analyses.complete(claimOne(), FLAGGED);
            } else {
                analyses.complete(claimOne(), ANALYSIS);
            }
        }
        var urgent =
                List.of(ids.get(2), ids.get(5), ids.get(1), ids.get(4), ids.get(0), ids.get(3));

        for (int size = 1; size <= 7; size++) {
            List<UUID> listed = new ArrayList<>();
            Cursor after = Cursor.START;
            List<StoredReport> page =
                    reports.list(ReportState.QUARANTINED, Scope.ALL, after, size).reports();
            while (!page.isEmpty()) {
                page.forEach(report -> listed.add(report.reportId()));
                after = Cursor.of(page.getLast().cursor().toString()).orElseThrow();
                page =
                        reports.list(ReportState.QUARANTINED, Scope.ALL.at("SITE03"), after, size)
                                .reports();
            }
            assertThat(listed).isEqualTo(urgent);
        }
    }

    @Test
    void aRedFlagIsRaisedOnceByWhoeverHoldsTheClaim() {
        UUID id = UUID.randomUUID();
        accept(id, "content");
        Claim late = claimOne();
        pass(LEASE);
        Claim current = claimOne();

        analyses.complete(late, FLAGGED);
        assertThat(rules(id)).isEmpty();
        analyses.complete(current, FLAGGED);
        analyses.complete(current, FLAGGED);

        RaisedAlert raised = reports.find(id, Scope.ALL).orElseThrow().alerts().getFirst();
        assertThat(rules(id)).containsExactly("red_flag");
        assertThat(raised.alert()).isEqualTo(Alert.redFlag("suicidality"));
        assertThat(raised.late()).isFalse();
        assertThat(countedRedFlags()).isEqualTo(1);
    }

    @Test
    void aRedFlagIsRaisedBeforeItsAnalysisIsWholeAndOnceForAllAttempts() {
        UUID id = UUID.randomUUID();
        accept(id, "content");
        Claim first = claimOne();

        assertThat(analyses.raise(first, FLAGGED)).isTrue();
        assertThat(analyses.raise(first, FLAGGED)).isTrue();

        assertThat(rules(id)).containsExactly("red_flag");
        assertThat(reports.find(id, Scope.ALL).orElseThrow().state())
                .isEqualTo(ReportState.ANALYZING);
        backlog.retry(first, Duration.ZERO, "deadline");
        Claim second = claimOne();
        analyses.raise(second, FLAGGED);
        var more = new RedFlag("chest_pain", "c");
        analyses.complete(
                second,
                new Analysis("test", List.of(), List.of(FLAGGED.redFlags().getFirst(), more)));

        assertThat(
                        reports.find(id, Scope.ALL).orElseThrow().alerts().stream()
                                .map(raised -> raised.alert().redFlag()))
                .containsExactly("suicidality", "chest_pain");
        assertThat(countedRedFlags()).isEqualTo(2);
    }

    @Test
    void onlyWhoeverHoldsTheClaimRaisesARedFlag() {
        UUID id = UUID.randomUUID();
        accept(id, "content");
        Claim late = claimOne();
        pass(LEASE);
        Claim current = claimOne();

        assertThat(analyses.raise(late, FLAGGED)).isFalse();
        analyses.complete(current, ANALYSIS);
        assertThat(analyses.raise(current, FLAGGED)).isFalse();

        assertThat(rules(id)).isEmpty();
        assertThat(replica.meters.find("epro.alerts.raised").counter()).isNull();
    }

    @Test
    void aRedFlagThatIsRaisedEarlyBringsItsReportToTheFront() {
        UUID first = UUID.randomUUID();
        UUID flagged = UUID.randomUUID();
        quarantine(first, null);
        quarantine(flagged, "hello");

        analyses.raise(claimOne(), FLAGGED);

        assertThat(
                        reports
                                .list(ReportState.QUARANTINED, Scope.ALL, Cursor.START, 10)
                                .reports()
                                .stream()
                                .map(StoredReport::reportId))
                .containsExactly(flagged, first);
    }

    @Test
    void whatIsHandedBackWithAPauseWaitsAndCostsNoAttempt() {
        accept(UUID.randomUUID(), "content");
        Claim claim = claimOne();

        assertThat(backlog.handBack(claim, Duration.ofSeconds(5))).isTrue();

        assertThat(backlog.claim(1)).isEmpty();
        pass(Duration.ofSeconds(5));
        assertThat(claimOne().attemptsLeft()).isEqualTo(claim.attemptsLeft());
    }

    @Test
    void aReservedPlaceGetsTheReportAlreadyClaimed() {
        var worker = new OnePlace();
        journal.offerTo(worker);

        UUID claimed = UUID.randomUUID();
        accept(claimed, "content");
        UUID waiting = UUID.randomUUID();
        accept(waiting, "other");

        assertThat(worker.taken).extracting(Claim::reportId).containsExactly(claimed);
        assertThat(worker.wakes).isEqualTo(1);
        assertThat(analyses.complete(worker.taken.getFirst(), ANALYSIS)).isTrue();
        assertThat(claimed(10)).containsExactly(waiting);
    }

    @Test
    void aPlaceThatIsNotNeededIsGivenUp() {
        UUID id = UUID.randomUUID();
        accept(id, "content");
        var worker = new OnePlace();
        journal.offerTo(worker);

        accept(id, "content");

        assertThat(worker.taken).isEmpty();
        assertThat(worker.given).isEqualTo(1);
    }

    @Test
    void theDepthOfTheBacklogIsWhatIsNotAnalyzed() {
        assertThat(replica.depth(Waiting.BACKLOG)).isEqualTo(new Depth(0, null));
        var first = (Accepted) accept(UUID.randomUUID(), "one");
        pass(Duration.ofSeconds(1));
        var second = (Accepted) accept(UUID.randomUUID(), "other");

        assertThat(replica.depth(Waiting.BACKLOG))
                .isEqualTo(new Depth(2, first.receipt().receivedAt()));
        analyses.complete(claimOne(), ANALYSIS);
        assertThat(replica.depth(Waiting.BACKLOG))
                .isEqualTo(new Depth(1, second.receipt().receivedAt()));
    }

    private void pass(Duration time) {
        replica.opened.pass(clock, time);
    }

    private void quarantine(UUID id, @Nullable String narrative) {
        store.await(
                journal.accept(
                        submission(
                                id, "content", narrative, List.of(Submissions.DOUBT), Map.of())));
    }

    private List<String> rules(UUID id) {
        return reports.find(id, Scope.ALL).orElseThrow().alerts().stream()
                .map(raised -> raised.alert().rule())
                .toList();
    }

    private double countedRedFlags() {
        return replica.meters
                .get("epro.alerts.raised")
                .tags("rule", "red_flag", "late", "false")
                .counter()
                .count();
    }

    private Acceptance accept(UUID id, String content) {
        return store.await(journal.accept(submission(id, content, "hello")));
    }

    private Claim claimOne() {
        return backlog.claim(1).getFirst();
    }

    private List<UUID> claimed(int limit) {
        return replica.claimed(limit);
    }

    private String body(UUID id) {
        return store.read(it ->
                it.sql("select body from report where report_id = ?")
                        .param(store.bound(id))
                        .query((row, n) ->
                                replica.keys.openText("ONC-301", id, "body", row.getBytes(1)))
                        .single());
    }

    /** A worker with one place, which it offers once. */
    private static final class OnePlace implements Worker {

        private final List<Claim> taken = new ArrayList<>();
        private boolean offered;
        private int given;
        private int wakes;

        @Override
        public @Nullable Place reserve() {
            if (offered) {
                return null;
            }
            offered = true;
            return new Place() {
                @Override
                public void take(Claim claim) {
                    taken.add(claim);
                }

                @Override
                public void giveUp() {
                    given++;
                }
            };
        }

        @Override
        public void wake() {
            wakes++;
        }
    }
}
