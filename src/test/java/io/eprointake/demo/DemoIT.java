package io.eprointake.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.testing.Client;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import io.eprointake.testing.TextSearch;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.Environment;
import org.springframework.util.FileSystemUtils;

/** The profile {@code demo}, whose day takes seconds here. */
@Tag("soak")
class DemoIT {

    /** On a machine that has other things to do the weeks before take long. */
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private static final String SILENT = "SITE002-003";

    @TempDir static Path folder;
    private static RunningService service;
    private static Client client;
    private static Tally told;

    /** What operations saw while it lasted. */
    private static final List<JsonNode> SEEN = new ArrayList<>();

    @BeforeAll
    static void say() throws IOException {
        Patients.says(SILENT);
        for (Path file : TextSearch.files(Path.of("src/main/resources/demo"))) {
            Files.readAllLines(file).forEach(Patients::says);
        }
    }

    @BeforeAll
    static void play() {
        service =
                RunningService.start(
                        folder,
                        "spring.profiles.active",
                        "demo",
                        "epro.demo.day",
                        "16s",
                        "epro.analysis.deadline",
                        "300ms",
                        "epro.analysis.first-backoff",
                        "200ms",
                        "epro.analysis.max-backoff",
                        "1s",
                        "resilience4j.circuitbreaker.instances.analyzer.wait-duration-in-open-state",
                        "500ms");
        client = service.client();
        await().atMost(LIMIT)
                .until(() -> {
                    SEEN.add(operations());
                    return service.bean(Demo.class).stage() == Demo.Stage.OVER;
                });
        told = service.bean(Demo.class).told();
        await().atMost(LIMIT).until(() -> operations().at("/backlog/size").asLong() == 0);
    }

    @AfterAll
    static void stop() throws IOException {
        if (service != null) {
            stop(service);
        }
    }

    /** Its folder is deleted with the process of a demo, which this one outlives. */
    static void stop(RunningService demo) throws IOException {
        Path its = demo.storeFile().getParent();
        demo.close();
        FileSystemUtils.deleteRecursively(its);
    }

    @Test
    void asManyAreEnrolledAsTheHundredSitesTold() {
        JsonNode enrollment = Client.tree(client.get("/enrollment"));

        assertThat(enrollment.at("/total_enrollment").asLong()).isEqualTo(told.enrolled());
        assertThat(enrollment.at("/sites")).hasSize(Trial.SITES);
        assertThat(client.metric("epro_enrollment_mismatch")).isZero();
    }

    @Test
    void everyReportIsAcknowledgedAndAnalyzed() {
        JsonNode now = operations();

        assertThat(now.at("/accepted").asLong()).isEqualTo(told.acknowledgedInAll());
        assertThat(told.acknowledged()).isGreaterThan(400);
        assertThat(List.of("received", "analyzing", "analysis_failed"))
                .allSatisfy(state -> assertThat(now.at("/reports/" + state).asLong()).isZero());
    }

    @Test
    void theModelHungAndWhatItHeldWasFreed() {
        assertThat(SEEN).anySatisfy(it -> assertThat(it.at("/breaker").asText()).isEqualTo("open"));
        assertThat(SEEN)
                .anySatisfy(it -> assertThat(it.at("/backlog/size").asLong()).isGreaterThan(5));
        JsonNode tasks = operations().at("/leakwatch/tasks");
        assertThat(tasks.at("/freed").asLong()).isPositive();
        assertThat(tasks.at("/leaked").asLong()).isZero();
        await().untilAsserted(() ->
                assertThat(operations().at("/leakwatch/verdict").asText()).isEqualTo("clean"));
    }

    @Test
    void severePatientsAreAlertedAndMostAreAnswered() {
        List<JsonNode> all = new ArrayList<>();
        for (String state : List.of("", "&state=acknowledged")) {
            Client.tree(asAnalyst("/alerts?limit=200" + state)).at("/alerts").forEach(all::add);
        }

        assertThat(all).anySatisfy(it -> assertThat(it.path("red_flag").asText()).isNotEmpty());
        assertThat(all).anySatisfy(it -> assertThat(it.path("rule").asText()).isEqualTo("severe"));
        assertThat(told.answered()).isPositive();
    }

    @Test
    void whoIsSilentIsSeen() {
        JsonNode waiting = Client.tree(asAnalyst("/alerts?limit=200")).at("/alerts");
        JsonNode answered =
                Client.tree(asAnalyst("/alerts?limit=200&state=acknowledged")).at("/alerts");
        JsonNode compliance =
                Client.tree(asAnalyst("/compliance?study=" + Trial.STUDY + "&subject=" + SILENT));

        assertThat(List.of(waiting, answered))
                .anySatisfy(list ->
                        assertThat(list)
                                .anySatisfy(it -> {
                                    assertThat(it.path("rule").asText()).isEqualTo("silent");
                                    assertThat(it.path("subject").asText()).isEqualTo(SILENT);
                                }));
        assertThat(compliance.findValue("missed").asInt()).isPositive();
    }

    @Test
    void whatItStoresIsInAFolderOfItsOwn() {
        Environment environment = service.bean(Environment.class);

        String its = Objects.requireNonNull(service.storeFile().getParent()).toString();

        assertThat(its).contains("epro-demo-");
        assertThat(List.of("epro.security.folder", "epro.sealing.key-file", "logging.file.name"))
                .allSatisfy(
                        name -> assertThat(environment.getRequiredProperty(name)).startsWith(its));
    }

    private static HttpResponse<String> asAnalyst(String path) {
        return client.get(path, "Authorization", client.bearer("analyst"));
    }

    private static JsonNode operations() {
        return Client.tree(client.get("/service", "Authorization", client.bearer("ops")));
    }
}
