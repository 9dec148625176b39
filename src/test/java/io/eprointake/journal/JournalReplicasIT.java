package io.eprointake.journal;

import static io.eprointake.journal.Submissions.ofSubject;
import static io.eprointake.journal.Submissions.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.eprointake.alerts.RaisedAlert;
import io.eprointake.journal.Acceptance.Accepted;
import io.eprointake.journal.Acceptance.Conflicting;
import io.eprointake.journal.Acceptance.Replayed;
import io.eprointake.report.Analysis;
import io.eprointake.report.ReportState;
import io.eprointake.report.Scope;
import io.eprointake.store.TestStore;
import io.eprointake.testing.Clock;
import io.eprointake.testing.HeldInsert;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Promises 2, 7 and 8 with two replicas over one database, whose own clocks are days apart. */
class JournalReplicasIT {

    private final String url = TestStore.postgres();
    private final Clock early = new Clock();
    private final Clock late = new Clock();
    private final TestReplica one = new TestReplica(url, early);
    private final TestReplica other = new TestReplica(url, late);

    JournalReplicasIT() {
        late.advance(Duration.ofDays(3));
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    @Test
    void whatArrivesAtBothAtOnceIsOneRowAndOneReceipt() {
        List<CompletableFuture<Acceptance>> sent = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            UUID id = UUID.randomUUID();
            sent.add(one.journal.accept(submission(id, "content", "hello")));
            sent.add(other.journal.accept(submission(id, "content", "hello")));
        }

        var outcomes = sent.stream().map(CompletableFuture::join).toList();

        assertThat(outcomes).hasOnlyElementsOfTypes(Accepted.class, Replayed.class);
        assertThat(outcomes.stream().filter(Accepted.class::isInstance)).hasSize(300);
        assertThat(
                        outcomes.stream()
                                .map(outcome ->
                                        outcome instanceof Accepted it
                                                ? it.receipt()
                                                : ((Replayed) outcome).receipt())
                                .distinct())
                .hasSize(300);
        assertThat(one.reports.list(null, Scope.ALL, Cursor.START, 1000).reports()).hasSize(300);
    }

    @Test
    void ofTwoContentsUnderOneIdOneIsStoredAndTheOtherConflicts() {
        for (int i = 0; i < 50; i++) {
            UUID id = UUID.randomUUID();
            var sent =
                    List.of(
                            one.journal.accept(submission(id, "content", "hello")),
                            other.journal.accept(submission(id, "other", "hello")));

            var outcomes = sent.stream().map(CompletableFuture::join).toList();

            assertThat(outcomes.stream().filter(Accepted.class::isInstance)).hasSize(1);
            assertThat(outcomes.stream().filter(Conflicting.class::isInstance)).hasSize(1);
        }
    }

    @Test
    void aReportIsGradedAfterTheOneThatTheOtherReplicaIsStillStoring() {
        Submission yesterdays = report(1);
        Submission todays = report(3);
        CompletableFuture<Acceptance> first;
        CompletableFuture<Acceptance> second;
        try (var held = new HeldInsert(url, id(yesterdays))) {
            first = one.journal.accept(yesterdays);
            held.awaitWaiting(1);
            second = other.journal.accept(todays);
            held.awaitWaiting(2);
            assertThat(second).isNotDone();
        }

        assertThat(first.join()).isInstanceOf(Accepted.class);
        assertThat(second.join()).isInstanceOf(Accepted.class);
        assertThat(one.reports.find(id(todays), Scope.ALL).orElseThrow().alerts())
                .extracting(raised -> raised.alert().previousReport(), RaisedAlert::late)
                .containsExactly(tuple(id(yesterdays), false));
    }

    @Test
    void aListNeverPassesOverAReportThatIsStillBeingStored() {
        accept(one, "settled before");
        Submission slow = report("slow");
        CompletableFuture<Acceptance> stored;
        List<StoredReport> before;
        try (var held = new HeldInsert(url, id(slow))) {
            stored = one.journal.accept(slow);
            held.awaitWaiting(1);
            accept(other, "quick");

            before = other.reports.list(null, Scope.ALL, Cursor.START, 10).reports();
            assertThat(before).hasSize(1);
            assertThat(other.reports.list(null, Scope.ALL.at("SITE03"), Cursor.START, 10).reports())
                    .hasSize(1);
        }
        stored.join();

        Cursor last = before.getLast().cursor();
        assertThat(other.reports.list(null, Scope.ALL, last, 10).reports())
                .extracting(StoredReport::reportId)
                .startsWith(id(slow))
                .hasSize(2);
    }

    /** Who follows the list while both replicas store sees each report once, and all. */
    @Test
    void whoFollowsAListSeesEveryReport() {
        List<CompletableFuture<Acceptance>> sent = new ArrayList<>();
        List<UUID> seen = new ArrayList<>();
        Cursor after = Cursor.START;
        for (int i = 0; i < 2000; i++) {
            sent.add((i % 2 == 0 ? one : other).journal.accept(report("subject " + i)));
            if (i % 20 == 0) {
                after = follow(after, seen);
            }
        }
        sent.forEach(CompletableFuture::join);
        follow(after, seen);

        assertThat(seen).hasSize(2000).doesNotHaveDuplicates();
    }

    /** To the end of what may be seen by now, by pages. */
    private Cursor follow(Cursor after, List<UUID> seen) {
        Cursor last = after;
        List<StoredReport> page = one.reports.list(null, Scope.ALL, last, 100).reports();
        while (!page.isEmpty()) {
            page.forEach(report -> seen.add(report.reportId()));
            last = page.getLast().cursor();
            page = one.reports.list(null, Scope.ALL, last, 100).reports();
        }
        return last;
    }

    @Test
    void twoThatClaimAtOnceFindDifferentReports() throws Exception {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            ids.add(UUID.randomUUID());
        }
        ids.stream()
                .map(id -> one.journal.accept(submission(id, "content " + id, "hello")))
                .toList()
                .forEach(CompletableFuture::join);

        List<UUID> claimed = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<UUID>>> claims = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                TestReplica replica = i % 2 == 0 ? one : other;
                claims.add(threads.submit(() -> replica.claimed(7)));
            }
            for (Future<List<UUID>> claim : claims) {
                assertThat(claim.get()).hasSizeLessThanOrEqualTo(7);
                claimed.addAll(claim.get());
            }
        }

        assertThat(claimed).doesNotHaveDuplicates().hasSizeGreaterThan(400);
        claimed.addAll(one.claimed(500));
        assertThat(claimed).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void clocksThatDisagreeNeitherTakeAClaimNorHoldIt() {
        UUID id = UUID.randomUUID();
        one.journal.accept(submission(id, "content", "hello")).join();
        Claim first = one.backlog.claim(1).getFirst();

        assertThat(other.backlog.claim(1)).isEmpty();
        one.opened.pass(early, TestReplica.LEASE);
        Claim second = other.backlog.claim(1).getFirst();
        assertThat(one.backlog.claim(1)).isEmpty();

        var analysis = new Analysis("test", List.of(), List.of());
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(one.analyses.complete(first, analysis)).isFalse();
        assertThat(other.analyses.complete(second, analysis)).isTrue();
        StoredReport stored = one.reports.find(id, Scope.ALL).orElseThrow();
        assertThat(stored.state()).isEqualTo(ReportState.ANALYZED);
        assertThat(Duration.between(stored.receivedAt(), Instant.now()).abs())
                .as("the database's time, not a replica's")
                .isLessThan(Duration.ofMinutes(1));
    }

    /** Of one subject, on a day in March, with a score that is as high. */
    private static Submission report(int day) {
        return ofSubject(
                "S-1",
                UUID.randomUUID(),
                Instant.parse("2026-03-0" + day + "T08:00:00Z"),
                List.of(),
                Map.of("PROCTCAE_9A_SCL", day));
    }

    private static Submission report(String subject) {
        return ofSubject(subject, UUID.randomUUID(), Instant.EPOCH, List.of(), Map.of());
    }

    private static void accept(TestReplica replica, String subject) {
        replica.journal.accept(report(subject)).join();
    }

    private static UUID id(Submission submission) {
        return submission.report().reportId();
    }
}
