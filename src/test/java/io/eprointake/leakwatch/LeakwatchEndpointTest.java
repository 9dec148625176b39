package io.eprointake.leakwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.problem.Refusals;
import io.eprointake.testing.NoLeaks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.autoconfigure.security.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.autoconfigure.actuate.observability.AutoConfigureObservability;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "management.endpoints.web.exposure.include=health,leakwatch,prometheus",
            "management.endpoint.health.show-details=always",
            "management.endpoint.health.probes.enabled=true",
            // Boot would then set an executor of its own.
            "spring.threads.virtual.enabled=true",
            // The JDK's client has threads, and TestRestTemplate no end.
            "spring.http.client.factory=simple",
            "epro.leakwatch.grace=50ms",
            "epro.leakwatch.look-interval=20ms"
        })
@AutoConfigureObservability(tracing = false)
@DirtiesContext // ends it before it is looked for leaks
@NoLeaks
class LeakwatchEndpointTest {

    @SpringBootConfiguration
    @EnableAutoConfiguration(
            exclude = {
                DataSourceAutoConfiguration.class,
                FlywayAutoConfiguration.class,
                // The door is the service's; what is inside it is looked at here.
                SecurityAutoConfiguration.class,
                ManagementWebSecurityAutoConfiguration.class
            })
    @EnableConfigurationProperties(LeakwatchProperties.class)
    @ComponentScan("io.eprointake.leakwatch")
    @Import(Refusals.class)
    @RestController
    static class Application {

        @Bean
        InstantSource clock() {
            return InstantSource.system();
        }

        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch leave = new CountDownLatch(1);

        @GetMapping("/slow")
        String slow() throws InterruptedException {
            entered.countDown();
            leave.await();
            return "answered";
        }

        @GetMapping("/thread")
        String thread() {
            return Thread.currentThread().toString();
        }
    }

    @Autowired private TestRestTemplate http;
    @Autowired private Ledger ledger;
    @Autowired private PermitPools pools;
    @Autowired private Threads threads;
    @LocalServerPort private int port;
    @LocalManagementPort private int management;

    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void letThemGo() {
        release.countDown();
    }

    @Test
    void aReadingSaysWhatRuns() {
        Task task = ledger.open("analysis", "report-1", Duration.ofMinutes(1), () -> {});
        pools.open("analyzer", 4, () -> {});

        JsonNode reading = read("/leakwatch");

        assertThat(reading.at("/tasks/by_kind/analysis/running").asInt()).isEqualTo(1);
        assertThat(reading.at("/tasks/oldest_age_ms").isNumber()).isTrue();
        assertThat(reading.at("/permits/analyzer").toString())
                .isEqualTo(
                        """
                        {"total":4,"in_use":0,"cut_not_freed":0,"available":4}\
                        """);
        assertThat(reading.at("/threads/platform/groups").findValuesAsText("name"))
                .contains("leakwatch");
        assertThat(reading.at("/threads/virtual/by_name/http-").asInt()).isPositive();
        assertThat(reading.at("/threads/virtual/carriers").asInt()).isPositive();
        assertThat(reading.at("/deadlines/lag_ms").isNumber()).isTrue();
        assertThat(reading.at("/deadlines/pending").isNumber()).isTrue();
        assertThat(reading.at("/open_file_descriptors").asLong()).isPositive();
        assertThat(reading.at("/as_of").asText()).endsWith("Z");
        task.end();
    }

    @Test
    void whatLeaksIsNamedAndDegradesHealthButNotReadiness() throws InterruptedException {
        Task task = ledger.open("analysis", "report-2", Duration.ZERO, () -> {});
        Thread worker = threads.virtual("deaf-").newThread(this::parked);
        task.startedOn(worker);
        worker.start();
        task.cut();

        await().until(() -> read("/leakwatch").at("/verdict").asText().equals("leaking"));

        JsonNode group = read("/leakwatch").at("/tasks/leaks/0");
        assertThat(group.at("/fingerprint").asText()).hasSize(8);
        assertThat(group.at("/stack").toString()).contains("LeakwatchEndpointTest.parked");
        JsonNode leak = group.at("/tasks/0");
        assertThat(leak.at("/id").asText()).isEqualTo(task.id());
        assertThat(leak.at("/state").asText()).isEqualTo("leaked");
        assertThat(leak.at("/overdue_ms").asLong()).isPositive();
        assertThat(leak.at("/thread").asText()).isEqualTo(task.id());
        assertThat(leak.at("/origin").asText()).contains("LeakwatchEndpointTest.java:");

        JsonNode health = read("/health");
        assertThat(health.at("/status").asText()).isEqualTo("DEGRADED");
        assertThat(health.at("/components/leakwatch/details/verdict").asText())
                .isEqualTo("leaking");
        assertThat(read("/health/readiness").at("/status").asText()).isEqualTo("UP");
        assertThat(read("/health/liveness").at("/status").asText()).isEqualTo("UP");
        assertThat(get("/prometheus", String.class).getBody())
                .contains(
                        "epro_leakwatch_tasks{kind=\"analysis\",state=\"leaked\"} 1.0",
                        "epro_threads_virtual_live{name=\"deaf-\"} 1.0",
                        "epro_deadlines_lag_seconds",
                        "epro_threads_virtual_scheduled{state=\"mounted\"}");

        release.countDown();
        worker.join();
        task.end();
        await().until(() -> read("/health").at("/status").asText().equals("UP"));
    }

    @Test
    void aTaskIsCancelledByItsIdOrItsName() {
        var cancelled = new CountDownLatch(2);
        Task byId = ledger.open("export", "one", Duration.ofMinutes(1), cancelled::countDown);
        Task byName = ledger.open("export", "two", Duration.ofMinutes(1), cancelled::countDown);

        JsonNode answer = told(200, "cut", delete("/leakwatch/" + byId.id()));
        assertThat(answer.at("/tasks/0/id").asText()).isEqualTo(byId.id());
        assertThat(answer.at("/tasks/0/name").asText()).isEqualTo("one");
        assertThat(answer.at("/tasks/0/state").asText()).isEqualTo("cut");
        told(200, "cut", delete("/leakwatch/two"));
        assertThat(cancelled.getCount()).isZero();

        JsonNode again = told(409, "already cut, still not freed", delete("/leakwatch/two"));
        assertThat(again.at("/tasks/0/result").asText()).isEqualTo("already cut, still not freed");
        byId.end();
        byName.end();
        told(404, "no such task", delete("/leakwatch/two"));
    }

    @Test
    void ofSeveralAttemptsThatAreCancelledTheOneThatWasCutCounts() {
        Task first = ledger.open("export", "three", Duration.ofMinutes(1), () -> {});
        Task second = ledger.open("export", "three", Duration.ofMinutes(1), () -> {});
        first.cut();

        JsonNode answer = told(200, "cut", delete("/leakwatch/three"));

        assertThat(answer.at("/tasks").findValuesAsText("result"))
                .containsExactlyInAnyOrder("cut", "already cut, still not freed");
        first.end();
        second.end();
    }

    private static JsonNode told(int status, String result, ResponseEntity<JsonNode> answer) {
        assertThat(answer.getStatusCode().value()).isEqualTo(status);
        assertThat(body(answer).at("/result").asText()).isEqualTo(result);
        return body(answer);
    }

    @Test
    void aSecondDumpSoonAfterTheFirstIsRefused() {
        ResponseEntity<JsonNode> first = get("/leakwatch/dump", JsonNode.class);
        assertThat(first.getStatusCode().value()).isEqualTo(200);
        assertThat(body(first).at("/threads").asInt()).isPositive();
        assertThat(body(first).at("/groups").findValuesAsText("name")).contains("http-*");

        ResponseEntity<JsonNode> second = get("/leakwatch/dump", JsonNode.class);
        assertThat(second.getStatusCode().value()).isEqualTo(429);
        assertThat(body(second).at("/retry_after").asInt()).isBetween(1, 10);
        assertThat(get("/leakwatch/other", String.class).getStatusCode().value()).isEqualTo(404);
    }

    @Test
    void requestsRunOnCountedVirtualThreads() {
        assertThat(http.getForObject("http://localhost:" + port + "/thread", String.class))
                .startsWith("VirtualThread[#")
                .contains(",http-");
    }

    private JsonNode read(String path) {
        return body(get(path, JsonNode.class));
    }

    private static JsonNode body(ResponseEntity<JsonNode> answer) {
        return Objects.requireNonNull(answer.getBody());
    }

    private <T> ResponseEntity<T> get(String path, Class<T> type) {
        return http.getForEntity(url(path), type);
    }

    private ResponseEntity<JsonNode> delete(String path) {
        return http.exchange(url(path), HttpMethod.DELETE, null, JsonNode.class);
    }

    private String url(String path) {
        return "http://localhost:" + management + "/actuator" + path;
    }

    private void parked() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
