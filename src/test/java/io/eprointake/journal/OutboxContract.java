package io.eprointake.journal;

import static io.eprointake.journal.Submissions.ofSubject;
import static io.eprointake.journal.Submissions.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.eprointake.journal.Outbox.Claimed;
import io.eprointake.journal.Outbox.Outcome;
import io.eprointake.report.Analysis;
import io.eprointake.report.Analysis.RedFlag;
import io.eprointake.report.Finding;
import io.eprointake.report.ReportState;
import io.eprointake.testing.Clock;
import io.eprointake.testing.LoggedLines;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What the outbox does over every database. */
@ExtendWith(OutputCaptureExtension.class)
abstract class OutboxContract {

    private static final Duration LEASE = Duration.ofSeconds(45);
    private static final Analysis ANALYSIS = new Analysis("test", List.of(), List.of());
    private static final Analysis FLAGGED =
            new Analysis("test", List.of(), List.of(new RedFlag("suicidality", "words")));

    private final Clock clock = new Clock();
    private TestReplica replica;
    private Outbox outbox;

    /** The address of an empty database. */
    abstract String url();

    @BeforeEach
    void open() {
        replica = new TestReplica(url(), clock);
        outbox = replica.outbox;
        outbox.open();
    }

    @AfterEach
    void close() {
        replica.close();
    }

    @Test
    void aClosedOutboxHoldsNothing() {
        try (var other = new TestReplica(url(), clock)) {
            other.store.await(other.journal.accept(submission(UUID.randomUUID(), "content", null)));
        }

        assertThat(outbox.holdsAny()).isFalse();
        assertThat(replica.depth(Waiting.OUTBOX)).isEqualTo(new Depth(0, null));
    }

    @Test
    void whatHasNoOutcomeYetIsNotInIt() {
        accept(UUID.randomUUID(), "hello");
        replica.backlog.handBack(claimReport());

        assertThat(outbox.holdsAny()).isFalse();
    }

    @Test
    void everyOutcomeIsInItOnce() {
        UUID empty = UUID.randomUUID();
        accept(empty, null);
        accept(empty, null);
        UUID analyzed = UUID.randomUUID();
        accept(analyzed, "hello");
        Claim claim = claimReport();
        replica.analyses.complete(claim, ANALYSIS);
        replica.analyses.complete(claim, ANALYSIS);
        UUID failed = UUID.randomUUID();
        accept(failed, "hello");
        for (int i = 0; i < TestReplica.ATTEMPTS; i++) {
            replica.backlog.retry(claimReport(), Duration.ZERO, "failed");
        }

        assertThat(outbox.claim(10, LEASE).outcomes())
                .extracting(Outcome::reportId, Outcome::state)
                .containsExactly(
                        tuple(empty, ReportState.ANALYZED),
                        tuple(analyzed, ReportState.ANALYZED),
                        tuple(failed, ReportState.ANALYSIS_FAILED));
    }

    @Test
    void aReportWhoseLastLeaseEndsIsAnOutcomeToo() {
        UUID id = UUID.randomUUID();
        accept(id, "hello");
        for (int i = 0; i < TestReplica.ATTEMPTS; i++) {
            claimReport();
            pass(TestReplica.LEASE);
        }
        assertThat(replica.backlog.claim(1)).isEmpty();

        assertThat(outbox.claim(10, LEASE).outcomes())
                .singleElement()
                .extracting(Outcome::state)
                .isEqualTo(ReportState.ANALYSIS_FAILED);
    }

    @Test
    void theNextOutcomeOfAReportWaitsUntilTheFirstWasSent() {
        UUID id = UUID.randomUUID();
        quarantine(id);
        replica.review.release(id, Submissions.NURSE, null);

        Claimed first = outbox.claim(10, LEASE);
        assertThat(states(first)).containsExactly(ReportState.QUARANTINED);
        assertThat(outbox.claim(10, LEASE).outcomes()).isEmpty();
        outbox.sent(first.outcomes());

        assertThat(states(outbox.claim(10, LEASE))).containsExactly(ReportState.ANALYZED);
    }

    @Test
    void whatWasNotSentComesAgainWhenItsLeaseEnds() {
        accept(UUID.randomUUID(), null);
        Claimed lost = outbox.claim(10, LEASE);
        assertThat(outbox.claim(10, LEASE).outcomes()).isEmpty();

        pass(LEASE);

        assertThat(outbox.claim(10, LEASE).outcomes()).isEqualTo(lost.outcomes());
    }

    @Test
    void whatIsHandedBackComesAtOnceButNotAfterTheLeaseEnded() {
        accept(UUID.randomUUID(), null);
        Claimed first = outbox.claim(10, LEASE);
        outbox.handBack(first, first.outcomes());
        Claimed second = outbox.claim(10, LEASE.plusSeconds(1));
        assertThat(second.outcomes()).isEqualTo(first.outcomes());

        outbox.handBack(first, first.outcomes());

        assertThat(outbox.claim(10, LEASE).outcomes()).isEmpty();
    }

    @Test
    void twoThatDrainItNeverHoldTheSame() {
        Set<UUID> accepted = new HashSet<>();
        for (int i = 0; i < 300; i++) {
            UUID id = UUID.randomUUID();
            accepted.add(id);
            accept(id, null);
        }
        var drained = new ConcurrentLinkedQueue<UUID>();
        try (var other = new TestReplica(url(), clock)) {
            CompletableFuture.allOf(
                            CompletableFuture.runAsync(() -> drain(outbox, drained)),
                            CompletableFuture.runAsync(() -> drain(other.outbox, drained)))
                    .join();
        }

        assertThat(drained).hasSize(300).containsExactlyInAnyOrderElementsOf(accepted);
        assertThat(outbox.holdsAny()).isFalse();
    }

    @Test
    void anAlertThatIsRaisedLateIsAnOutcomeToo() {
        UUID newer = UUID.randomUUID();
        accept(newer, 2, 3);
        Claimed first = outbox.claim(10, LEASE);
        assertThat(rules(first)).isEmpty();
        outbox.sent(first.outcomes());

        accept(UUID.randomUUID(), 1, 0);

        Claimed second = outbox.claim(10, LEASE);
        assertThat(second.outcomes()).extracting(Outcome::reportId).contains(newer).hasSize(2);
        assertThat(rules(second)).containsExactly("worsened");
    }

    @Test
    void theRedFlagOfAReportThatWaitsForAPersonIsAnOutcomeToo() {
        UUID id = UUID.randomUUID();
        replica.store.await(
                replica.journal.accept(
                        submission(id, "content", "hello", List.of(Submissions.DOUBT), Map.of())));
        outbox.sent(outbox.claim(10, LEASE).outcomes());
        replica.backlog.handBack(claimReport());
        replica.backlog.retry(claimReport(), Duration.ZERO, "failed");
        assertThat(outbox.holdsAny()).isFalse();

        replica.analyses.complete(claimReport(), FLAGGED);

        Outcome told = outbox.claim(10, LEASE).outcomes().getFirst();
        assertThat(told.state()).isEqualTo(ReportState.QUARANTINED);
        assertThat(told.alerts()).extracting(it -> it.alert().rule()).containsExactly("red_flag");
    }

    @Test
    void aRedFlagThatIsRaisedEarlyIsTheOutcomeOfAReportThatWaitsForAPersonAndOnlyOnce() {
        UUID id = UUID.randomUUID();
        replica.store.await(
                replica.journal.accept(
                        submission(id, "content", "hello", List.of(Submissions.DOUBT), Map.of())));
        outbox.sent(outbox.claim(10, LEASE).outcomes());
        Claim claim = claimReport();

        replica.analyses.raise(claim, FLAGGED);
        replica.analyses.raise(claim, FLAGGED);

        Claimed told = outbox.claim(10, LEASE);
        assertThat(states(told)).containsExactly(ReportState.QUARANTINED);
        assertThat(told.outcomes().getFirst().alerts()).hasSize(1);
        outbox.sent(told.outcomes());
        replica.analyses.complete(claim, FLAGGED);
        assertThat(outbox.holdsAny()).isFalse();
    }

    @Test
    void oneThatCannotBeReadIsSetAsideAndNamedAndTheOthersGoOn(CapturedOutput output) {
        UUID damaged = UUID.randomUUID();
        UUID sound = UUID.randomUUID();
        accept(damaged, null);
        accept(sound, null);
        assess(damaged, "{said so");

        // The keys by themselves: how they are written is the service's setting.
        var lines = new LoggedLines(SetAside.class.getName());
        Claimed claimed = outbox.claim(10, LEASE);
        lines.close();

        assertThat(reports(claimed)).containsExactly(sound);
        assertThat(replica.depth(Waiting.OUTBOX).waiting())
                .as("the one that is on its way")
                .isEqualTo(1);
        outbox.sent(claimed.outcomes());
        assertThat(outbox.holdsAny()).isFalse();
        assertThat(replica.depth(Waiting.OUTBOX)).isEqualTo(new Depth(0, null));
        assertThat(replica.depth(Waiting.SET_ASIDE).waiting()).isEqualTo(1);
        assertThat(lines.all())
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.getMessage()).isEqualTo("An outcome is set aside");
                    assertThat(line.getKeyValuePairs())
                            .extracting(pair -> pair.key)
                            .containsExactly("report_id", "seq", "why");
                    assertThat(line.getKeyValuePairs())
                            .extracting(pair -> String.valueOf(pair.value))
                            .contains(damaged.toString(), "unreadable");
                });
        assertThat(output).doesNotContain("said so");
    }

    @Test
    void whatIsSetAsideHoldsNoLaterOutcomeOfItsReportBackAndMayBeBroughtBack() {
        UUID newer = UUID.randomUUID();
        accept(newer, 2, 3);
        assess(newer, "[");
        assertThat(reports(outbox.claim(10, LEASE))).isEmpty();
        assess(newer, "{\"grades\":[]}");

        UUID older = UUID.randomUUID();
        accept(older, 1, 0);

        Claimed later = outbox.claim(10, LEASE);
        assertThat(reports(later)).containsExactlyInAnyOrder(newer, older);
        outbox.sent(later.outcomes());
        assertThat(outbox.claim(10, LEASE).outcomes()).isEmpty();
        change("update outbox set set_aside = null where set_aside = ?", "unreadable");
        assertThat(reports(outbox.claim(10, LEASE))).containsExactly(newer);
        assertThat(replica.depth(Waiting.SET_ASIDE)).isEqualTo(new Depth(0, null));
    }

    @Test
    void whatItsReaderSetsAsideIsNotClaimedAgain() {
        accept(UUID.randomUUID(), null);

        outbox.setAside(outbox.claim(10, LEASE).outcomes());
        pass(LEASE);

        assertThat(outbox.claim(10, LEASE).outcomes()).isEmpty();
        assertThat(outbox.holdsAny()).isFalse();
        assertThat(replica.depth(Waiting.SET_ASIDE).waiting()).isEqualTo(1);
    }

    private void assess(UUID id, String assessment) {
        change(
                "update report set assessment = ? where report_id = ?",
                replica.keys.seal("ONC-301", id, "assessment", assessment),
                id);
    }

    private void change(String sql, Object... args) {
        int changed = replica.store.await(replica.store.write(tx -> tx.update(sql, args)));
        assertThat(changed).isPositive();
    }

    private static List<UUID> reports(Claimed claimed) {
        return claimed.outcomes().stream().map(Outcome::reportId).toList();
    }

    private static List<String> rules(Claimed claimed) {
        return claimed.outcomes().stream()
                .flatMap(outcome -> outcome.alerts().stream())
                .map(raised -> raised.alert().rule())
                .toList();
    }

    private void accept(UUID id, int day, int score) {
        replica.store.await(
                replica.journal.accept(
                        ofSubject(
                                "S-1",
                                id,
                                Instant.parse("2026-03-0" + day + "T08:00:00Z"),
                                List.of(),
                                Map.of("PROCTCAE_9A_SCL", score))));
    }

    private static void drain(Outbox outbox, ConcurrentLinkedQueue<UUID> drained) {
        while (outbox.holdsAny()) {
            Claimed claimed = outbox.claim(7, LEASE);
            claimed.outcomes().forEach(outcome -> drained.add(outcome.reportId()));
            outbox.sent(claimed.outcomes());
        }
    }

    private void pass(Duration time) {
        replica.opened.pass(clock, time);
    }

    private void accept(UUID id, @Nullable String narrative) {
        replica.store.await(replica.journal.accept(submission(id, "content", narrative)));
    }

    private void quarantine(UUID id) {
        var doubtful = new Finding("out_of_range", true, "PROCTCAE_53A_SCL", "7", null);
        replica.store.await(
                replica.journal.accept(
                        submission(id, "content", null, List.of(doubtful), Map.of())));
    }

    private Claim claimReport() {
        return replica.backlog.claim(1).getFirst();
    }

    private static List<ReportState> states(Claimed claimed) {
        return claimed.outcomes().stream().map(Outcome::state).toList();
    }
}
