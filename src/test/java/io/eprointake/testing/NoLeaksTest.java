package io.eprointake.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eprointake.leakwatch.LeakwatchProperties;
import io.eprointake.leakwatch.Ledger;
import io.eprointake.leakwatch.Task;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** What a leak check must catch, left behind on purpose. */
class NoLeaksTest {

    private final LeakChecks checks = new LeakChecks(Duration.ofMillis(500));
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void letThemGo() {
        release.countDown();
    }

    @Test
    void aPlatformThreadIsNamedWithItsStack() {
        LeakChecks.Check check = held("leaky");
        Thread.ofPlatform().daemon().name("left-behind").start(this::hang);

        assertThatThrownBy(check::close)
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("What leaky began", "platform thread", "\"left-behind\"")
                .hasMessageContaining("NoLeaksTest.hang");
    }

    @Test
    void aVirtualThreadThatIsParkedIsNamedWithItsStack() {
        LeakChecks.Check check = held("leaky");
        Thread.ofVirtual().name("parked").start(this::hang);

        assertThatThrownBy(check::close)
                .hasMessageContainingAll("virtual thread", "\"parked\"", "NoLeaksTest.hang");
    }

    @Test
    void aTaskThatHasNotEndedIsNamed() {
        LeakChecks.Check check = held("leaky");
        Ledger ledger = new Ledger(LeakwatchProperties.defaults(), new SimpleMeterRegistry());
        checks.watch(ledger);
        Task task = ledger.open("analysis", "report-1", Duration.ofMinutes(1), () -> {});

        assertThatThrownBy(check::close)
                .hasMessageContainingAll("task analysis-1 of report-1, running", "NoLeaksTest");
        task.end();
    }

    @Test
    void whatEndsWithinTheLimitIsNone() {
        LeakChecks patient = new LeakChecks(Duration.ofSeconds(10));
        LeakChecks.Check check = patient.open("slow");
        check.hold();
        Thread.ofPlatform().start(() -> new Thread(release::countDown).start());
        Thread.ofVirtual().start(this::hang);

        assertThatCode(check::close).doesNotThrowAnyException();
    }

    @Test
    void whatBeganBeforeIsNone() {
        Thread.ofVirtual().start(this::hang);
        LeakChecks.Check check = held("clean");

        assertThatCode(check::close).doesNotThrowAnyException();
    }

    @Test
    void whoIsNotHeldToItMayLeave() {
        LeakChecks.Check check = checks.open("free");
        Thread.ofVirtual().start(this::hang);

        assertThatCode(check::close).doesNotThrowAnyException();
    }

    @Test
    void aServiceHoldsWhoeverStartsIt() {
        LeakChecks.Check check = checks.open("service");
        checks.holdAll();
        Thread.ofVirtual().name("parked").start(this::hang);

        assertThatThrownBy(check::close).hasMessageContaining("parked");
    }

    @Test
    void ofTwoAtOnceTheLastIsToldAndBothAreNamed() {
        LeakChecks.Check one = held("one");
        LeakChecks.Check other = held("other");
        Thread.ofVirtual().name("of-either").start(this::hang);

        assertThatCode(one::close).doesNotThrowAnyException();
        assertThatThrownBy(other::close)
                .hasMessageContainingAll("of-either", "of one of [one, other]");
    }

    @Test
    void whatBeganBeforeTheOtherIsTheFirstOnes() {
        LeakChecks.Check one = held("one");
        Thread.ofVirtual().name("of-one").start(this::hang);
        try (LeakChecks.Check _ = held("other")) {
            assertThatThrownBy(one::close).hasMessageContaining("of-one");
        }
    }

    @Test
    void whatIsSharedBelongsToWhoeverEndsIt() {
        LeakChecks.Check shared = held("the shared service");
        try (LeakChecks.Check _ = held("who uses it")) {
            Thread.ofVirtual().name("of-the-pool").start(this::hang);
        }
        release.countDown();

        assertThatCode(shared::close).doesNotThrowAnyException();
        assertThat(LiveThread.all()).noneMatch(it -> it.name().equals("of-the-pool"));
    }

    @Test
    void aTestClassThatLeavesAThreadBehindFails() {
        var summary = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(Leaky.class))
                                .build(),
                        summary);
        Leaky.RELEASE.countDown();

        assertThat(summary.getSummary().getTestsSucceededCount()).isEqualTo(1);
        assertThat(summary.getSummary().getFailures())
                .singleElement()
                .satisfies(it ->
                        assertThat(it.getException())
                                .hasMessageContainingAll("Leaky began", "\"of-the-test\""));
    }

    @NoLeaks
    static class Leaky {

        private static final CountDownLatch RELEASE = new CountDownLatch(1);

        @RegisterExtension
        static final NoLeaksExtension BY_ITSELF =
                new NoLeaksExtension(new LeakChecks(Duration.ofMillis(500)));

        @Test
        void leaves() {
            Thread.ofPlatform()
                    .name("of-the-test")
                    .start(() -> {
                        try {
                            RELEASE.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
        }
    }

    private LeakChecks.Check held(String name) {
        LeakChecks.Check check = checks.open(name);
        check.hold();
        return check;
    }

    private void hang() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
