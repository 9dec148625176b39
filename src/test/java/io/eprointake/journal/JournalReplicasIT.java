package io.eprointake.journal;

import static io.eprointake.journal.Submissions.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.journal.Acceptance.Accepted;
import io.eprointake.journal.Acceptance.Conflicting;
import io.eprointake.journal.Acceptance.Replayed;
import io.eprointake.report.Analysis;
import io.eprointake.report.Assessment;
import io.eprointake.report.History;
import io.eprointake.report.ReportState;
import io.eprointake.testing.Clock;
import io.eprointake.testing.Postgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Promises 2, 7 and 8 with two replicas over one database, whose own clocks are days apart. */
class JournalReplicasIT {

    private static final Assessment NOTHING = new Assessment(List.of(), List.of());

    private final String url = Postgres.shared().database();
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
        assertThat(one.reports.list(null, null, 0, 1000)).hasSize(300);
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
        var begun = new CountDownLatch(1);
        var ending = new CountDownLatch(1);
        var first =
                one.journal.accept(
                        report(
                                1,
                                history -> {
                                    begun.countDown();
                                    awaitZero(ending);
                                    return NOTHING;
                                }));
        awaitZero(begun);
        var seen = new ArrayList<@Nullable Integer>();
        var second =
                other.journal.accept(
                        report(
                                2,
                                history -> {
                                    seen.add(history.lastScore("A"));
                                    return NOTHING;
                                }));
        await().until(() -> waitingForLocks() == 1);
        assertThat(seen).isEmpty();
        ending.countDown();

        assertThat(first.join()).isInstanceOf(Accepted.class);
        assertThat(second.join()).isInstanceOf(Accepted.class);
        assertThat(seen).containsExactly(1);
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
        assertThat(one.backlog.complete(first, analysis)).isFalse();
        assertThat(other.backlog.complete(second, analysis)).isTrue();
        StoredReport stored = one.reports.find(id).orElseThrow();
        assertThat(stored.state()).isEqualTo(ReportState.ANALYZED);
        assertThat(Duration.between(stored.receivedAt(), Instant.now()).abs())
                .as("the database's time, not a replica's")
                .isLessThan(Duration.ofMinutes(1));
    }

    private static Submission report(int day, Function<History, Assessment> assess) {
        return submission(
                UUID.randomUUID(),
                Instant.parse("2026-03-0" + day + "T08:00:00Z"),
                Map.of("A", day),
                assess);
    }

    private long waitingForLocks() {
        return one.store
                .read()
                .sql("select count(*) from pg_locks where locktype = 'advisory' and not granted")
                .query(Long.class)
                .single();
    }

    private static void awaitZero(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
