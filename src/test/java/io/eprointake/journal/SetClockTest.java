package io.eprointake.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.report.Analysis;
import io.eprointake.report.Scope;
import io.eprointake.store.TestStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over a file what is due goes by this machine's clock, which anybody may set, either way. */
class SetClockTest extends FarAheadContract {

    private static final Duration LEASE = TestReplica.LEASE;

    @TempDir Path folder;

    @Override
    String url() {
        return TestStore.sqlite(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "P1D", "P365D", "PT-1H", "P-1D", "P-365D"})
    void whatWaitsIsClaimed(Duration by) {
        UUID before = accept("hello");
        clock.jump(by);
        UUID after = accept("hello");

        assertThat(replica.claimed(9)).containsExactlyInAnyOrder(before, after);
        assertThat(replica.reports.find(after, Scope.ALL).orElseThrow().receivedAt())
                .as("what people read is by the clock that they set")
                .isEqualTo(clock.instant());
        assertThat(jumps("forward")).isEqualTo(by.isPositive() ? 1 : 0);
        assertThat(jumps("back")).isEqualTo(by.isPositive() ? 0 : 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT10M", "PT1H", "P1D", "P365D", "PT-10M", "PT-1H", "P-1D", "P-365D"})
    void aLeaseAndABackoffLastAsLongAsTheyWould(Duration by) {
        UUID leased = accept("hello");
        UUID retried = accept("hello");
        List<Claim> claims = replica.backlog.claim(2);
        clock.jump(by);
        for (Claim claim : claims) {
            if (claim.reportId().equals(retried)) {
                replica.backlog.retry(claim, LEASE.dividedBy(2), "deadline");
            }
        }

        assertThat(replica.claimed(9)).isEmpty();
        clock.advance(LEASE.dividedBy(2));
        assertThat(replica.claimed(9)).containsExactly(retried);
        clock.advance(LEASE.dividedBy(2));
        assertThat(replica.claimed(9)).contains(leased);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT10M", "PT1H", "P1D", "P365D", "PT-10M", "PT-1H", "P-1D", "P-365D"})
    void whatWasHandedBackOrReplayedIsClaimed(Duration by) {
        UUID handedBack = accept("hello");
        replica.backlog.handBack(replica.backlog.claim(1).getFirst());
        clock.jump(by);
        assertThat(replica.claimed(9)).containsExactly(handedBack);

        UUID replayed = accept("hello");
        for (int i = 0; i < TestReplica.ATTEMPTS; i++) {
            replica.backlog.retry(replica.backlog.claim(1).getFirst(), Duration.ZERO, "deadline");
        }
        replica.review.replay(replayed, Submissions.NURSE, null);
        clock.jump(by.negated());
        assertThat(replica.claimed(9)).containsExactly(replayed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "P1D", "P365D", "PT-1H", "P-1D", "P-365D"})
    void anOutcomeIsSentAndItsLeaseLastsAsLongAsItWould(Duration by) {
        accept(null);
        clock.jump(by);
        assertThat(replica.outbox.claim(9, LEASE).outcomes()).hasSize(1);
        clock.jump(by.negated());

        assertThat(replica.outbox.claim(9, LEASE).outcomes()).isEmpty();
        clock.advance(LEASE);
        assertThat(replica.outbox.claim(9, LEASE).outcomes()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "P1D", "P365D", "PT-1H", "P-1D", "P-365D"})
    void afterARestartToo(Duration by) {
        UUID claimed = accept("hello");
        replica.backlog.claim(1);
        UUID waiting = accept("hello");
        UUID outcome = accept(null);
        replica.close();
        clock.jump(by);
        replica = replica(url());

        Claim first =
                replica.backlog.claim(9).stream()
                        .filter(claim -> claim.reportId().equals(waiting))
                        .findFirst()
                        .orElseThrow();
        assertThat(replica.analyses.complete(first, new Analysis("test", List.of(), List.of())))
                .isTrue();
        assertThat(replica.outbox.claim(1, LEASE).outcomes())
                .extracting(Outbox.Outcome::reportId)
                .containsExactly(outcome);
        clock.advance(LEASE);
        assertThat(replica.claimed(9)).containsExactly(claimed);
    }

    private double jumps(String direction) {
        return replica.meters.get("epro.clock.jumps").tag("direction", direction).counter().count();
    }
}
