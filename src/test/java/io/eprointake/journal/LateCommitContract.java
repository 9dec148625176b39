package io.eprointake.journal;

import static io.eprointake.journal.Submissions.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eprointake.report.Analysis;
import io.eprointake.report.Analysis.RedFlag;
import io.eprointake.report.ReportState;
import io.eprointake.report.Scope;
import io.eprointake.store.StoreRefusal;
import io.eprointake.testing.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Promises 7 and 8, when commits come after those who wait for them have given up. */
abstract class LateCommitContract {

    private static final Duration PATIENCE = Duration.ofMillis(250);
    private static final Duration LEASE = TestReplica.LEASE;
    private static final int ATTEMPTS = TestReplica.ATTEMPTS;
    private static final Analysis FLAGGED =
            new Analysis("test", List.of(), List.of(new RedFlag("suicidality", "words")));

    private final Clock clock = new Clock();
    private TestReplica replica;
    private Backlog backlog;
    private Analyses analyses;

    /** The address of an empty database. */
    abstract String url();

    @BeforeEach
    void open() {
        replica = new TestReplica(url(), clock, 50, PATIENCE);
        backlog = replica.backlog;
        analyses = replica.analyses;
    }

    @AfterEach
    void close() {
        replica.close();
    }

    @Test
    void aClaimThatCommitsAfterItsCallerGaveUpCostsNoAttempt() {
        UUID id = accept();
        for (int i = 0; i < 2 * ATTEMPTS; i++) {
            claimInVain();
        }

        assertThat(claimed())
                .returns(id, Claim::reportId)
                .returns(ATTEMPTS - 1, Claim::attemptsLeft);
        assertThat(count("epro.claims.lost")).isGreaterThanOrEqualTo(2 * ATTEMPTS);
        assertThat(count("epro.claims.handed.back")).isGreaterThanOrEqualTo(2 * ATTEMPTS);
    }

    @Test
    void norDoesOneWhoseLeaseEndedBeforeAnybodyCouldLook() {
        UUID id = accept();
        for (int i = 0; i < 2 * ATTEMPTS; i++) {
            claimInVain();
            pass(LEASE);
        }

        assertThat(claimed())
                .returns(id, Claim::reportId)
                .returns(ATTEMPTS - 1, Claim::attemptsLeft);
        assertThat(replica.reports.find(id, Scope.ALL).orElseThrow().state())
                .isEqualTo(ReportState.ANALYZING);
    }

    @Test
    void whatALostClaimTookIsBackInLineThoughNobodyCanClaim() {
        UUID id = accept();
        claimInVain();
        clock.advance(Duration.ofSeconds(2));

        await().until(() -> {
            backlog.handBackLost();
            return count("epro.claims.handed.back") == 1;
        });

        StoredReport stored = replica.reports.find(id, Scope.ALL).orElseThrow();
        assertThat(stored.state()).isEqualTo(ReportState.RECEIVED);
    }

    @Test
    void aClaimMadeAtAcceptWhoseCommitLandsLaterIsHandedBackAndThenForgotten() {
        UUID id = accept();
        var worker = new OnePlace();
        replica.journal.offerTo(worker);
        change("alter table report rename to away");
        CompletableFuture<Acceptance> accepting =
                replica.journal.accept(submission(UUID.randomUUID(), "other", "hello"));
        assertThatThrownBy(accepting::join).isInstanceOf(CompletionException.class);
        change("alter table away rename to report");
        assertThat(count("epro.claims.lost")).isEqualTo(1);
        assertThat(worker.given).isEqualTo(1);
        assertThat(claimed().reportId()).isEqualTo(id);

        // As if it had been on its way: the token before the next.
        String next = replica.lost.token().word();
        int colon = next.indexOf(':') + 1;
        int before = Integer.parseInt(next.substring(colon)) - 1;
        while (!lands(next.substring(0, colon) + before)) {
            before--;
        }

        assertThat(claimed().reportId()).isEqualTo(id);
        clock.advance(LEASE.plusSeconds(20));
        claims();
        clock.advance(Duration.ofSeconds(2));
        assertThat(replica.lost.overdue()).isFalse();
    }

    /** Whether what this token claimed is handed back by whoever looks next. */
    private boolean lands(String token) {
        int lost = (int) count("epro.claims.handed.back");
        change("update open_report set claimed_by = '" + token + "'");
        clock.advance(Duration.ofSeconds(2));
        backlog.handBackLost();
        // What is handed over next is committed after it.
        change("select 1 where 1 = 0");
        return count("epro.claims.handed.back") > lost;
    }

    @Test
    void anAnalysisThatIsCommittedAfterItsCallerGaveUpIsToldAsWrittenAndItsAlertCountedOnce() {
        UUID id = accept();
        Claim claim = claimed();
        inVain(() -> analyses.complete(claim, FLAGGED));

        assertThat(eventually(() -> analyses.complete(claim, FLAGGED))).isTrue();

        assertThat(replica.reports.find(id, Scope.ALL).orElseThrow().alerts()).hasSize(1);
        assertThat(count("epro.alerts.raised")).isEqualTo(1);
    }

    @Test
    void aRetryThatIsCommittedAfterItsCallerGaveUpIsToldAsWritten() {
        accept();
        Claim claim = claimed();
        inVain(() -> backlog.retry(claim, LEASE, "deadline"));

        assertThat(eventually(() -> backlog.retry(claim, LEASE, "deadline"))).isTrue();
        assertThat(eventually(() -> analyses.complete(claim, FLAGGED))).isFalse();
    }

    @Test
    void aReportThatIsHandedBackAfterItsCallerGaveUpIsToldAsHandedBack() {
        accept();
        Claim claim = claimed();
        inVain(() -> backlog.handBack(claim));

        assertThat(eventually(() -> backlog.handBack(claim))).isTrue();
        assertThat(claimed().attemptsLeft()).isEqualTo(ATTEMPTS - 1);
        assertThat(eventually(() -> backlog.handBack(claim))).isFalse();
    }

    @Test
    void anAttemptWhoseReportWasGivenUpIsLate() {
        UUID id = accept();
        Claim last = claimed();
        for (int i = 1; i < ATTEMPTS; i++) {
            pass(LEASE);
            last = claimed();
        }
        pass(LEASE);
        assertThat(claims()).isEmpty();
        assertThat(replica.reports.find(id, Scope.ALL).orElseThrow().state())
                .isEqualTo(ReportState.ANALYSIS_FAILED);

        Claim late = last;
        assertThat(eventually(() -> analyses.complete(late, FLAGGED))).isFalse();
        assertThat(eventually(() -> backlog.retry(late, LEASE, "deadline"))).isFalse();
        assertThat(eventually(() -> backlog.handBack(late))).isFalse();
    }

    @Test
    void whatTheOutboxGaveToSomebodyWhoHadGoneIsClaimedAtOnce() {
        replica.outbox.open();
        UUID id = UUID.randomUUID();
        replica.journal.accept(submission(id, "content", null)).join();
        inVain(() -> replica.outbox.claim(10, LEASE));

        await().ignoreExceptionsInstanceOf(StoreRefusal.class)
                .until(() -> !replica.outbox.claim(10, LEASE).outcomes().isEmpty());
    }

    private UUID accept() {
        UUID id = UUID.randomUUID();
        replica.journal.accept(submission(id, "content", "hello")).join();
        return id;
    }

    private void claimInVain() {
        inVain(() -> backlog.claim(1));
    }

    /** Asks while the writer is busy for longer than anybody waits; then it is committed. */
    private void inVain(Callable<?> write) {
        try (var _ = new Busy()) {
            assertThatThrownBy(write::call).isInstanceOf(StoreRefusal.class);
        }
        change("select 1 where 1 = 0");
    }

    private Claim claimed() {
        return claims().getFirst();
    }

    private List<Claim> claims() {
        return eventually(() -> backlog.claim(1));
    }

    /** What it comes to when somebody asks again for as long as it is not known. */
    private static <T> T eventually(Callable<T> write) {
        return await().ignoreExceptionsInstanceOf(StoreRefusal.class).until(write, it -> true);
    }

    private void change(String sql) {
        replica.store
                .write(tx ->
                        sql.startsWith("select")
                                ? tx.query(sql, row -> row.getInt(1)).size()
                                : tx.update(sql))
                .join();
    }

    private void pass(Duration time) {
        clock.advance(time);
        if (movesRows()) {
            change("update open_report set due_at = due_at - " + time.toMillis());
        }
    }

    /** Whether the database has a clock of its own, so that its rows move when time passes. */
    abstract boolean movesRows();

    private double count(String counter) {
        return replica.meters.get(counter).counter().count();
    }

    /** Keeps the writer inside a transaction until it is closed. */
    private final class Busy implements AutoCloseable {

        private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
        private final CompletableFuture<Boolean> held;

        Busy() {
            var begun = new CompletableFuture<Boolean>();
            held =
                    replica.store.write(tx -> {
                        begun.complete(true);
                        return ended.join();
                    });
            begun.join();
        }

        @Override
        public void close() {
            ended.complete(true);
            held.join();
        }
    }

    /** A worker with one place, which it offers once. */
    private static final class OnePlace implements Worker {

        private boolean offered;
        private int given;

        @Override
        public @Nullable Place reserve() {
            if (offered) {
                return null;
            }
            offered = true;
            return new Place() {
                @Override
                public void take(Claim claim) {
                    throw new AssertionError("taken");
                }

                @Override
                public void giveUp() {
                    given++;
                }
            };
        }

        @Override
        public void wake() {}
    }
}
