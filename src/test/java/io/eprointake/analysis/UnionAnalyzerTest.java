package io.eprointake.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eprointake.leakwatch.PermitPools;
import io.eprointake.leakwatch.Permits;
import io.eprointake.report.Analysis;
import io.eprointake.report.Analysis.RedFlag;
import io.eprointake.report.Analysis.Signal;
import io.eprointake.report.Narrative;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class UnionAnalyzerTest {

    private static final Duration BUDGET = Duration.ofSeconds(20);
    private static final Analyzer.Request REQUEST =
            new Analyzer.Request(UUID.randomUUID(), "en", new Narrative("hello"));

    private static final Analysis FOUND =
            new Analysis(
                    "embedded",
                    List.of(new Signal(9, "Nausea", 0.6, "sick")),
                    List.of(new RedFlag("chest_pain", "chest")),
                    List.of(new RedFlag("fever", "hot"), new RedFlag("syncope", "fell")));

    private static final Analysis NOTHING = new Analysis("chat", List.of(), List.of());

    private final List<String> order = new ArrayList<>();
    private final Permits permits =
            new PermitPools(new SimpleMeterRegistry()).open("model", 1, () -> {});
    private final CircuitBreaker circuit = CircuitBreaker.ofDefaults("test");

    @Test
    void aModelThatIsPersuadedHidesNothing() throws Exception {
        Analysis analysis = union((request, budget) -> NOTHING).analyze(REQUEST, BUDGET);

        assertThat(analysis)
                .isEqualTo(
                        new Analysis(
                                "embedded+chat",
                                FOUND.signals(),
                                FOUND.redFlags(),
                                FOUND.possibleRedFlags()));
    }

    @Test
    void whatAModelFindsIsAdded() throws Exception {
        var added =
                new Analysis(
                        "chat",
                        List.of(
                                new Signal(9, "Nausea", 1, "sick of it"),
                                new Signal(1, "Dry Mouth", 0.5, "dry")),
                        List.of(new RedFlag("chest_pain", "my chest"), new RedFlag("fever", "39")),
                        List.of(new RedFlag("seizure", "")));

        Analysis analysis = union((request, budget) -> added).analyze(REQUEST, BUDGET);

        assertThat(analysis.signals())
                .containsExactly(
                        new Signal(1, "Dry Mouth", 0.5, "dry"),
                        new Signal(9, "Nausea", 0.6, "sick"));
        assertThat(analysis.redFlags())
                .containsExactly(new RedFlag("chest_pain", "chest"), new RedFlag("fever", "39"));
        assertThat(analysis.possibleRedFlags())
                .containsExactly(new RedFlag("syncope", "fell"), new RedFlag("seizure", ""));
    }

    @Test
    void whatTheEmbeddedAnalyzerFoundIsToldBeforeTheModelIsAsked() throws Exception {
        Analyzer union =
                union((request, budget) -> {
                    order.add("asked");
                    assertThat(budget).isLessThan(BUDGET);
                    return NOTHING;
                });

        union.analyze(
                REQUEST,
                BUDGET,
                found -> {
                    assertThat(found).isEqualTo(FOUND);
                    order.add("told");
                });

        assertThat(order).containsExactly("told", "asked");
    }

    @Test
    void whoIsToldMayRefuseToHaveTheModelAsked() {
        Analyzer union = union(this::mustNotBeAsked);

        assertThatThrownBy(() ->
                        union.analyze(
                                REQUEST,
                                BUDGET,
                                found -> {
                                    throw new CancellationException();
                                }))
                .isInstanceOf(CancellationException.class);
        assertThat(circuit.getMetrics().getNumberOfBufferedCalls()).isZero();
    }

    @Test
    void whenTheModelIsLeftAloneTheEmbeddedAnalyzerRunsAllTheSame() {
        circuit.transitionToOpenState();
        Analyzer union = union(this::mustNotBeAsked);

        assertThatThrownBy(() -> union.analyze(REQUEST, BUDGET, found -> order.add("told")))
                .isInstanceOf(LeftAlone.class);

        assertThat(order).containsExactly("told");
        assertThat(permits.numbers().inUse()).isZero();
    }

    @Test
    void whenAllPermitsAreInUseTheModelIsLeftAlone() {
        Analyzer union = union(this::mustNotBeAsked);
        try (var _ = Objects.requireNonNull(permits.tryAcquire())) {
            assertThatThrownBy(() -> union.analyze(REQUEST, BUDGET, found -> order.add("told")))
                    .isInstanceOf(LeftAlone.class);
        }

        assertThat(order).containsExactly("told");
        assertThat(circuit.getMetrics().getNumberOfBufferedCalls()).isZero();
    }

    @Test
    void onlyTheModelsCallsAreToldToTheCircuitAndEachFreesItsPermit() throws Exception {
        union((request, budget) -> NOTHING).analyze(REQUEST, BUDGET);
        for (Exception failure :
                List.of(new IOException("gone"), new InterruptedException(), new LeftAlone())) {
            assertThatThrownBy(() ->
                            union(
                                            (request, budget) -> {
                                                assertThat(permits.numbers().inUse()).isEqualTo(1);
                                                throwAny(failure);
                                                return NOTHING;
                                            })
                                    .analyze(REQUEST, BUDGET))
                    .isSameAs(failure);
        }
        assertThatThrownBy(() ->
                        new UnionAnalyzer(
                                        (request, budget) -> {
                                            throw new IOException("busy");
                                        },
                                        this::mustNotBeAsked,
                                        permits,
                                        circuit,
                                        () -> {})
                                .analyze(REQUEST, BUDGET))
                .hasMessage("busy");

        assertThat(circuit.getMetrics().getNumberOfSuccessfulCalls()).isEqualTo(1);
        assertThat(circuit.getMetrics().getNumberOfFailedCalls()).isEqualTo(3);
        assertThat(permits.numbers().inUse()).isZero();
    }

    private Analyzer union(Analyzer model) {
        return new UnionAnalyzer((request, budget) -> FOUND, model, permits, circuit, () -> {});
    }

    private Analysis mustNotBeAsked(Analyzer.Request request, Duration budget) {
        throw new AssertionError("asked");
    }

    private static void throwAny(Exception failure) throws IOException, InterruptedException {
        switch (failure) {
            case IOException e -> throw e;
            case InterruptedException e -> throw e;
            default -> throw new AssertionError(failure);
        }
    }
}
