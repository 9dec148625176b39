package io.eprointake.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.report.Scope;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** Whoever tells a page, and the page's own thread, in every order: no change is lost. */
public class SubscriptionRaceTest {

    private final Subscription page = new Subscription(Scope.ALL);

    @Operation
    public void alerts() {
        page.tell(Topic.ALERTS);
    }

    @Operation
    public void reports() {
        page.tell(Topic.REPORTS);
    }

    @Operation
    public String take() {
        return page.take().stream().map(Topic::word).collect(Collectors.joining(","));
    }

    @Test
    void whatIsToldIsTakenOnce() {
        new ModelCheckingOptions()
                .actorsBefore(0)
                .threads(2)
                .actorsPerThread(3)
                .iterations(20)
                .invocationsPerIteration(500)
                .check(SubscriptionRaceTest.class);
    }

    @Test
    void howeverManyComeWhileAPageIsSlowItIsToldOnceOfEach() throws InterruptedException {
        for (int i = 0; i < 10_000; i++) {
            page.tell(i % 2 == 0 ? Topic.ALERTS : Topic.ENROLLMENT);
        }

        Set<Topic> told = page.await(Duration.ofSeconds(10));

        assertThat(told).isEqualTo(EnumSet.of(Topic.ALERTS, Topic.ENROLLMENT));
        assertThat(page.take()).isEmpty();
    }
}
