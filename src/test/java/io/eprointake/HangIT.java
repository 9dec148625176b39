package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.analysis.Analyzer;
import io.eprointake.report.Analysis;
import io.eprointake.testing.Client;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.eprointake.testing.HangingNames;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/** Promise 6: a deadline frees, whatever the analyzer does. */
class HangIT {

    private static final int PERMITS = 50;

    private static final String SHORT = "500ms";

    /** For calls that end by themselves, also on a slow machine. */
    private static final String AMPLE = "5s";

    /** One attempt a report, and no circuit that would spare the analyzer. */
    private static final String[] SETTINGS = {
        "epro.analysis.concurrency", Integer.toString(PERMITS),
        "epro.journal.max-attempts", "1",
        "epro.journal.lease", "60s",
        "resilience4j.circuitbreaker.instances.analyzer.minimum-number-of-calls", "1000000",
        "resilience4j.circuitbreaker.instances.analyzer.sliding-window-size", "1000000",
    };

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "HANGING,   deadline,          true",
        "TRICKLING, deadline,          true",
        "RESETTING, unreachable,       false",
        "FAILING,   unreachable,       false",
        "GARBAGE,   unreadable_answer, false",
        "NOISE,     unreachable,       false",
        "HALF,      unreachable,       false",
        "HUGE,      unreachable,       false",
        "REDIRECTING, unreachable,     false",
    })
    void aDeadlineFreesWhateverTheAnalyzerDoes(Manner manner, String failure, boolean cut) {
        try (var analyzer = new FakeAnalyzer(manner);
                var service = start(analyzer, cut ? SHORT : AMPLE)) {
            UUID id = send(service.client());

            waiting().until(() -> state(service, id).equals("analysis_failed"));

            assertThat(service.client().report(id).at("/analysis/last_failure").asText())
                    .isEqualTo(failure);
            assertThat(analyzer.calls()).isEqualTo(1);
            waiting().untilAsserted(() -> assertNothingIsHeld(service.client().leakwatch()));
            if (cut || manner == Manner.NOISE || manner == Manner.HUGE) {
                // The analyzer sees the end of its connection.
                waiting().until(() -> analyzer.connections() == 0);
            }
            if (cut) {
                // And the ledger says how it ended.
                assertThat(service.client().leakwatch().at("/tasks/freed").asInt()).isEqualTo(1);
            }
        }
    }

    @Test
    void anAnalyzerThatIsGoneCostsOneAttempt() {
        FakeAnalyzer gone = new FakeAnalyzer(Manner.HEALTHY);
        gone.close();
        try (var service = start(gone, AMPLE)) {
            UUID id = send(service.client());

            waiting().until(() -> state(service, id).equals("analysis_failed"));

            waiting().untilAsserted(() -> assertNothingIsHeld(service.client().leakwatch()));
        }
    }

    @Test
    void anAnalyzerThatIgnoresBeingCutIsNamedAsLeaked() {
        try (var service =
                RunningService.start(WithStubbornAnalyzer.class, folder, settings(SHORT))) {
            Stubborn analyzer = service.bean(Stubborn.class);
            UUID id = send(service.client());

            waiting().until(() -> state(service, id).equals("analysis_failed"));
            waiting().until(() -> verdict(service).equals("leaking"));

            JsonNode watch = service.client().leakwatch();
            assertThat(watch.at("/tasks/leaked").asInt()).isEqualTo(1);
            assertThat(watch.at("/permits/analyzer/cut_not_freed").asInt()).isEqualTo(1);
            assertThat(watch.at("/tasks/leaks").toString())
                    .contains(id.toString())
                    .contains("Stubborn");
            JsonNode leak = watch.at("/tasks/leaks/0/tasks/0");
            assertThat(leak.at("/thread")).isEqualTo(leak.at("/id"));
            assertThat(leak.at("/origin").asText()).contains("AnalysisService");
            var cut =
                    service.client()
                            .call(
                                    "DELETE",
                                    "/actuator/leakwatch/" + id,
                                    null,
                                    "Authorization",
                                    service.client().bearer("ops"));
            assertThat(cut.statusCode()).isEqualTo(409);
            assertThat(Client.tree(cut).at("/result").asText())
                    .isEqualTo("already cut, still not freed");
            assertThat(service.client().manage("/actuator/health/readiness").statusCode())
                    .isEqualTo(200);

            analyzer.relented.complete(new Analysis("late", List.of(), List.of()));

            waiting().until(() -> verdict(service).equals("clean"));
            assertNothingIsHeld(service.client().leakwatch());
            assertThat(service.client().report(id).at("/analysis/analyzer").isNull()).isTrue();
        }
    }

    @Test
    void aNameWhoseLookUpHangsCostsOneThreadAndNothingElse() {
        try (var analyzer = new FakeAnalyzer(Manner.HEALTHY);
                var service =
                        RunningService.start(
                                folder,
                                settings(
                                        SHORT,
                                        "epro.analysis.url",
                                        analyzer.url().replace("127.0.0.1", HangingNames.NAME)))) {
            List<UUID> ids = Stream.generate(() -> send(service.client())).limit(20).toList();

            waiting()
                    .until(() ->
                            ids.stream()
                                    .allMatch(id -> state(service, id).equals("analysis_failed")));

            waiting()
                    .untilAsserted(() -> {
                        JsonNode watch = service.client().leakwatch();
                        assertThat(watch.at("/permits/analyzer/in_use").asInt()).isZero();
                        assertThat(watch.at("/threads/virtual/by_name/analysis-").asInt()).isZero();
                        assertThat(watch.at("/tasks/by_kind/lookup/running").asInt()).isEqualTo(1);
                    });
            assertThat(HangingNames.hanging()).isEqualTo(1);
            assertThat(
                            service.client()
                                    .report(ids.getFirst())
                                    .at("/analysis/last_failure")
                                    .asText())
                    .isEqualTo("deadline");

            HangingNames.letGo();

            waiting().until(() -> HangingNames.hanging() == 0);
            UUID next = send(service.client());
            waiting().until(() -> state(service, next).equals("analyzed"));
        }
    }

    @Test
    void afterAThousandHungCallsEverythingIsWhereItWas() {
        try (var analyzer = new FakeAnalyzer(Manner.HEALTHY);
                var service = start(analyzer, SHORT)) {
            await("a first call is in time")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> analyzed(service, send(service.client())));
            waiting().untilAsserted(() -> assertNothingIsHeld(service.client().leakwatch()));
            JsonNode before = service.client().leakwatch();
            int freed = before.at("/tasks/freed").asInt();
            int calls = analyzer.calls();
            analyzer.become(Manner.HANGING);

            List<UUID> ids = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                ids.add(send(service.client()));
            }

            await().atMost(Duration.ofMinutes(2))
                    .until(() ->
                            ids.stream()
                                    .allMatch(id -> state(service, id).equals("analysis_failed")));
            waiting().until(() -> analyzer.connections() == 0);
            waiting()
                    .untilAsserted(() -> {
                        JsonNode after = service.client().leakwatch();
                        assertNothingIsHeld(after);
                        assertThat(platformThreads(after))
                                .isLessThanOrEqualTo(platformThreads(before) + 10);
                        assertThat(descriptors(after))
                                .isLessThanOrEqualTo(descriptors(before) + 10);
                    });
            assertThat(service.client().leakwatch().at("/tasks/freed").asInt())
                    .isEqualTo(freed + 1000);
            // A call whose deadline passed before it had been written does not count there.
            assertThat(analyzer.calls()).isBetween(calls + 990, calls + 1000);
        }
    }

    private RunningService start(FakeAnalyzer analyzer, String deadline) {
        return RunningService.start(
                folder, settings(deadline, "epro.analysis.url", analyzer.url()));
    }

    private static String[] settings(String deadline, String... more) {
        return Stream.of(SETTINGS, new String[] {"epro.analysis.deadline", deadline}, more)
                .flatMap(Arrays::stream)
                .toArray(String[]::new);
    }

    private static boolean analyzed(RunningService service, UUID id) {
        waiting().until(() -> state(service, id).matches("analyzed|analysis_failed"));
        return state(service, id).equals("analyzed");
    }

    private static UUID send(Client client) {
        UUID id = UUID.randomUUID();
        Map<String, Object> report =
                Patients.report(
                        id,
                        Patients.subject(),
                        Patients.says("My hands have gone numb") + " " + id);
        assertThat(client.post(report).statusCode()).isEqualTo(202);
        return id;
    }

    private static String state(RunningService service, UUID id) {
        return service.client().report(id).at("/state").asText();
    }

    private static String verdict(RunningService service) {
        return service.client().leakwatch().at("/verdict").asText();
    }

    private static void assertNothingIsHeld(JsonNode watch) {
        assertThat(watch.at("/tasks/running").asInt()).isZero();
        assertThat(watch.at("/tasks/cut").asInt()).isZero();
        assertThat(watch.at("/tasks/leaked").asInt()).isZero();
        assertThat(watch.at("/permits/analyzer/in_use").asInt()).isZero();
        assertThat(watch.at("/permits/analyzer/available").asInt()).isEqualTo(PERMITS);
        assertThat(watch.at("/threads/virtual/by_name/analysis-").asInt()).isZero();
        assertThat(watch.at("/deadlines/pending").asInt()).isLessThanOrEqualTo(2);
    }

    private static int platformThreads(JsonNode watch) {
        return watch.at("/threads/platform/live").asInt();
    }

    private static int descriptors(JsonNode watch) {
        return watch.at("/open_file_descriptors").asInt();
    }

    private static ConditionFactory waiting() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }

    @Configuration
    @Import(EproIntake.class)
    static class WithStubbornAnalyzer {

        @Bean
        @Primary
        Stubborn stubborn() {
            return new Stubborn();
        }
    }

    /** It waits in a way that no interrupt ends. */
    static final class Stubborn implements Analyzer {

        private final CompletableFuture<Analysis> relented = new CompletableFuture<>();

        @Override
        public Analysis analyze(Request request, Duration budget) {
            return relented.join();
        }
    }
}
