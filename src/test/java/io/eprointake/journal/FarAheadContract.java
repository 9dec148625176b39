package io.eprointake.journal;

import static io.eprointake.journal.Submissions.submission;
import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.report.ReportState;
import io.eprointake.report.Scope;
import io.eprointake.testing.Clock;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What was due soon lies far ahead after the database's clock was set back: on a server at once, in
 * a file after a restart.
 */
abstract class FarAheadContract {

    private static final Duration LEASE = TestReplica.LEASE;
    private static final Duration BACKOFF = Duration.ofMinutes(15);

    final Clock clock = new Clock();
    TestReplica replica;

    /** The address of an empty database. */
    abstract String url();

    @BeforeEach
    void open() {
        replica = replica(url());
    }

    TestReplica replica(String url) {
        var opened = new TestReplica(url, clock);
        opened.outbox.open();
        opened.backlog.boundBackoff(BACKOFF);
        return opened;
    }

    @AfterEach
    void close() {
        replica.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "P1D", "P365D"})
    void whatWaitsFartherAheadThanAnythingDoesIsClaimedAtOnce(Duration by) {
        UUID waiting = accept("hello");
        UUID retried = accept("hello");
        replica.backlog.claim(2).stream()
                .filter(claim -> claim.reportId().equals(retried))
                .forEach(claim -> replica.backlog.retry(claim, Duration.ofSeconds(5), "deadline"));
        replica.opened.pass(clock, LEASE);
        setBack(by);

        assertThat(replica.claimed(9)).contains(retried);
        replica.opened.pass(clock, LEASE);
        assertThat(replica.claimed(9)).contains(waiting);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "P1D", "P365D"})
    void aClaimInWorkKeepsItsLeaseAndNoMore(Duration by) {
        UUID id = accept("hello");
        Claim claim = replica.backlog.claim(1).getFirst();
        setBack(by);

        assertThat(replica.claimed(9)).isEmpty();
        assertThat(replica.reports.find(id, Scope.ALL).orElseThrow().state())
                .isEqualTo(ReportState.ANALYZING);
        replica.opened.pass(clock, LEASE);
        assertThat(replica.backlog.claim(9))
                .singleElement()
                .returns(claim.attempt() + 1, Claim::attempt);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "P1D", "P365D"})
    void anOutcomeIsSentAtOnce(Duration by) {
        UUID id = accept(null);
        setBack(by);

        assertThat(replica.outbox.claim(9, LEASE).outcomes())
                .singleElement()
                .returns(id, Outbox.Outcome::reportId);
        assertThat(replica.outbox.claim(9, LEASE).outcomes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT14M", "PT15M"})
    void aBackoffThatIsAllowedIsWaitedFor(Duration backoff) {
        accept("hello");
        replica.backlog.retry(replica.backlog.claim(1).getFirst(), backoff, "deadline");

        assertThat(replica.claimed(9)).isEmpty();
        replica.opened.pass(clock, backoff);
        assertThat(replica.claimed(9)).hasSize(1);
    }

    private void setBack(Duration by) {
        for (String table : new String[] {"open_report", "outbox"}) {
            String move = "update " + table + " set due_at = due_at + ?";
            replica.store.await(replica.store.write(tx -> tx.update(move, by.toMillis())));
        }
    }

    UUID accept(@Nullable String narrative) {
        UUID id = UUID.randomUUID();
        replica.store.await(replica.journal.accept(submission(id, "content", narrative)));
        return id;
    }
}
