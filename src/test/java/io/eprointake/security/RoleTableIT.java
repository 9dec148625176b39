package io.eprointake.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.eprointake.EproIntake;
import io.eprointake.notice.News;
import io.eprointake.notice.Notices;
import io.eprointake.store.Store;
import io.eprointake.testing.Client;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import io.eprointake.testing.Secrets;
import io.eprointake.testing.StoreFile;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.web.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/**
 * Who may do what, over every route of both ports: {@code security/roles.csv} is the manual's table
 * as data, and what is not in it does not exist.
 */
class RoleTableIT {

    private static final String JSON = "application/json";
    private static final String SUBJECT = Patients.subject();
    private static final byte[] NOTHING = new byte[0];

    @TempDir static Path folder;
    private static FakeAnalyzer analyzer;
    private static RunningService service;
    private static Client client;
    private static StoreFile store;
    private static Map<String, String> bearers;
    private static String quarantined;
    private static String failed;
    private static String device;
    private static String token;
    private static FakeAnalyzer hook;
    private static String delivery;

    @BeforeAll
    static void start() throws IOException {
        hook = new FakeAnalyzer(Manner.GONE);
        Files.writeString(
                Files.createDirectories(folder.resolve("studies")).resolve("onc-301.yaml"),
                """
                study: ONC-301
                recipients:
                  - {name: site_ward, role: site, webhook: "%s"}
                """
                        .formatted(hook.url()));
        analyzer = new FakeAnalyzer(Manner.GARBAGE);
        service =
                RunningService.start(
                        WithOneMore.class,
                        folder,
                        "spring.profiles.active",
                        "one-more",
                        "epro.analysis.url",
                        analyzer.url(),
                        "epro.study.folder",
                        folder.resolve("studies").toString(),
                        "epro.notice.allow-private-addresses",
                        "true",
                        "epro.notice.secrets.site_ward",
                        Secrets.note("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAAAAAAAAAAA="),
                        "epro.notice.poll",
                        "10ms",
                        "epro.analysis.first-backoff",
                        "1ms",
                        "epro.journal.max-attempts",
                        "1",
                        "epro.dashboard.stream-life",
                        "1s",
                        // The cells are asked for one after another, as fast as it goes.
                        "epro.security.limits.person",
                        "100000",
                        "epro.security.limits.patient",
                        "100000");
        client = service.client();
        store = new StoreFile("jdbc:sqlite:" + folder.resolve("epro.db"));
        bearers = bearers();
        quarantined = stored(Map.of("responses", Map.of("PROCTCAE_53A_SCL", 7)));
        failed = stored(Map.of("narrative", Patients.narrative()));
        await().until(() -> state(failed).equals("analysis_failed"));
        assertThat(state(quarantined)).isEqualTo("quarantined");
        device = Client.tree(invite()).at("/device_id").asText();
        assertThat(client.post("/subjects", JSON, Client.json(registration())).statusCode())
                .isEqualTo(200);
        token =
                Client.tree(client.post("/tokens", JSON, Client.json(newToken())))
                        .at("/token_id")
                        .asText();
        delivery = setAside();
    }

    /** One whose endpoint is gone, so that it is set aside however often it is sent again. */
    private static String setAside() {
        var notices = service.bean(Notices.class);
        var stored = service.bean(Store.class);
        stored.await(
                stored.write(tx -> {
                    notices.tell(
                            tx,
                            List.of(
                                    new News(
                                            News.Kind.RAISED,
                                            "ONC-301",
                                            "SITE03",
                                            1,
                                            "severe",
                                            false,
                                            3,
                                            "site")));
                    return true;
                }));
        await().until(() -> delivery().at("/state").asText().equals("set_aside"));
        assertThat(hook.calls()).isEqualTo(1);
        return delivery().at("/delivery_id").asText();
    }

    private static JsonNode delivery() {
        return Client.tree(
                        client.call(
                                "GET",
                                "/deliveries?recipient=site_ward",
                                null,
                                "Authorization",
                                Objects.requireNonNull(bearers.get("ops"))))
                .at("/deliveries/0");
    }

    @AfterAll
    static void stop() {
        service.close();
        hook.close();
        analyzer.close();
    }

    private static Map<String, String> bearers() {
        Map<String, Object> phone =
                Map.of("epro_studies", "ONC-301", "epro_sites", "SITE03", "epro_subject", SUBJECT);
        Map<String, String> bearers = new HashMap<>();
        bearers.put("patient", client.signed("patient", phone));
        bearers.put("site", client.signed("site", Map.of("epro_sites", "SITE03")));
        for (String grant : List.of("reports", "enrollment", "metrics")) {
            bearers.put(
                    "system+" + grant, client.signed("system", Map.of("epro_may", List.of(grant))));
        }
        for (String role : List.of("dashboard", "analyst", "ops")) {
            bearers.put(role, client.signed(role, Map.of()));
        }
        bearers.put("nobody", "");
        return bearers;
    }

    @ParameterizedTest(name = "{1}: {0} is {2}")
    @MethodSource("cells")
    void eachMayDoWhatTheTableSaysAndNothingElse(String route, String role, String cell) {
        Call call = call(route);
        String before = store.content();

        HttpResponse<String> answer =
                client.call(
                        call.method,
                        call.path,
                        call.body,
                        "Content-Type",
                        call.type,
                        "Authorization",
                        Objects.requireNonNull(bearers.get(role)));

        if (cell.equals("allowed")) {
            assertThat(answer.statusCode()).isEqualTo(call.expected);
            // What was replayed fails again, and then nothing moves by itself.
            await().until(() -> state(failed).equals("analysis_failed"));
            await().until(() -> delivery().at("/state").asText().equals("set_aside"));
        } else {
            assertThat(answer.statusCode())
                    .isEqualTo(role.equals("nobody") ? 401 : hasRule(route) ? 403 : 404);
            assertThat(answer.headers().firstValue("WWW-Authenticate").isPresent())
                    .isEqualTo(role.equals("nobody"));
            assertThat(Client.tree(answer).at("/code").asText())
                    .isIn("unauthenticated", "forbidden", "not_found");
            assertThat(store.content()).as("what is stored").isEqualTo(before);
        }
    }

    @Test
    void everyMappingOfBothPortsHasARowAndEveryRowIsAMapping() {
        assertThat(mappings(service)).isEqualTo(routes().collect(Collectors.toSet()));
    }

    /** What has none is closed to all: the container's page of errors, and what came by mistake. */
    @Test
    void everyMappingThatSomebodyMayCallHasARule() {
        assertThat(mappings(service).stream().filter(route -> !hasRule(route)))
                .containsExactlyInAnyOrder("ANY /error", "GET /extra");
    }

    /** {@code /analyze} has a token of its own. */
    @Test
    void theAnalyzersOwnProcessHasNoMappingWithoutARule(@TempDir Path other) {
        try (var process =
                RunningService.start(
                        WithOneMore.class, other, "spring.profiles.active", "analyzer")) {
            assertThat(mappings(process))
                    .contains("POST /analyze", "GET /actuator/prometheus")
                    .filteredOn(route -> !hasRule(route))
                    .containsExactly("ANY /error");
        }
    }

    @ParameterizedTest
    @MethodSource("unmapped")
    void whatIsNoMappingIsClosedToo(String path) {
        for (String role : bearers.keySet()) {
            assertThat(get(path, role)).as(role).isEqualTo(role.equals("nobody") ? 401 : 404);
        }
    }

    @Test
    void anotherSpellingOfAPathIsThatPathOrNone() {
        assertThat(get("/%72eports", "system+metrics")).isEqualTo(403);
        assertThat(get("/%72eports", "analyst")).isEqualTo(200);
        for (String path : List.of("/enrollment;a=b", "/a/..;/enrollment", "/%2e%2e/enrollment")) {
            bearers.keySet().forEach(role -> assertThat(get(path, role)).as(path).isEqualTo(400));
        }
    }

    private static int get(String path, String role) {
        return client.call(
                        "GET",
                        path,
                        null,
                        "Authorization",
                        Objects.requireNonNull(bearers.get(role)))
                .statusCode();
    }

    static Stream<String> unmapped() {
        return Stream.of(
                "/index.html",
                "/favicon.ico",
                "/reports/",
                "/reports/a/b",
                "/REPORTS",
                "/enrollment.json",
                "/devices/a/b",
                "/actuator/env",
                "/actuator/heapdump",
                "/actuator/beans",
                "/actuator/leakwatch/a/b",
                "/actuator/prometheus/");
    }

    /** The page is the same for everybody, and nothing else of the jar is served. */
    @ParameterizedTest
    @CsvSource({
        "/, 200",
        "/page/app.js, 200",
        "/page/none.js, 404",
        "/webjars/none.js, 404",
        "/openapi.yaml, 200"
    })
    void anyoneMayHaveThePage(String path, int status) {
        for (String role : bearers.keySet()) {
            assertThat(get(path, role)).as(role).isEqualTo(status);
        }
    }

    static Stream<Arguments> cells() {
        return table().flatMap(row ->
                row.getHeader().stream()
                        .skip(1)
                        .map(role -> arguments(row.getField("route"), role, row.getField(role))));
    }

    private static Stream<String> routes() {
        return table().map(row -> row.getField("route"));
    }

    private static Stream<NamedCsvRecord> table() {
        try (var file =
                CsvReader.builder()
                        .ofNamedCsvRecord(
                                new InputStreamReader(
                                        Objects.requireNonNull(
                                                RoleTableIT.class.getResourceAsStream(
                                                        "/security/roles.csv")),
                                        StandardCharsets.UTF_8))) {
            return file.stream().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the table writes them. */
    private static Set<String> mappings(RunningService of) {
        Set<String> mappings = new TreeSet<>();
        for (ApplicationContext port : of.bean(Ports.class).contexts) {
            port.getBeansOfType(RequestMappingInfoHandlerMapping.class)
                    .values()
                    .forEach(beans ->
                            beans.getHandlerMethods()
                                    .keySet()
                                    .forEach(mapping -> add(mapping, mappings)));
        }
        return mappings;
    }

    private static void add(RequestMappingInfo mapping, Set<String> to) {
        for (String pattern : mapping.getPatternValues()) {
            if (mapping.getMethodsCondition().isEmpty()) {
                to.add("ANY " + pattern);
            }
            mapping.getMethodsCondition()
                    .getMethods()
                    .forEach(method -> to.add(method + " " + pattern));
        }
    }

    private static boolean hasRule(String route) {
        String[] parts = route.split(" ", 2);
        return Access.knows(parts[0], parts[1]);
    }

    /** Which staff may send, too. */
    private static Map<String, Object> correction() {
        Map<String, Object> correction = new LinkedHashMap<>(report());
        correction.put("amends", UUID.randomUUID().toString());
        correction.put("amends_reason", "she meant none");
        return correction;
    }

    /** A call of that route that would be good, of whoever may make it. */
    private static Call call(String route) {
        return switch (route) {
            case "POST /reports" -> new Call(route, Client.json(correction()), 202);
            case "POST /reports/batch" ->
                    new Call(route, Client.json(report()), 200, "application/x-ndjson");
            case "GET /reports/{id}" -> new Call("GET /reports/" + quarantined, null, 200);
            case "GET /reports/{id}/history" ->
                    new Call("GET /reports/" + quarantined + "/history", null, 200);
            case "POST /reports/{id}/release" ->
                    new Call("POST /reports/" + quarantined + "/release", NOTHING, 202);
            case "POST /reports/{id}/replay" ->
                    new Call("POST /reports/" + failed + "/replay", NOTHING, 202);
            // Allowed, and there is no such alert.
            case "GET /alerts/{id}" -> new Call("GET /alerts/999999999", null, 404);
            case "POST /alerts/{id}/acknowledge" ->
                    new Call(
                            "POST /alerts/999999999/acknowledge",
                            Client.json(Map.of("action", "advised")),
                            404);
            case "POST /alerts/acknowledge" ->
                    new Call(
                            route,
                            Client.json(
                                    Map.of("alerts", List.of(999_999_999), "action", "advised")),
                            200);
            case "POST /alerts/{id}/take-back" ->
                    new Call(
                            "POST /alerts/999999999/take-back",
                            Client.json(Map.of("reason", "none")),
                            404);
            case "GET /studies/{id}/overview" -> new Call("GET /studies/ONC-7/overview", null, 200);
            case "POST /enrollment" ->
                    new Call(
                            route,
                            Client.json(
                                    Map.of(
                                            "event_id",
                                            UUID.randomUUID().toString(),
                                            "site",
                                            "SITE03",
                                            "patients",
                                            1)),
                            200);
            case "POST /subjects" -> new Call(route, Client.json(registration()), 200);
            case "POST /subjects/{subject}/excuses" ->
                    new Call("POST /subjects/" + SUBJECT + "/excuses", Client.json(excuse()), 200);
            case "GET /subjects/{subject}/timeline" ->
                    new Call("GET /subjects/" + SUBJECT + "/timeline?study=ONC-301", null, 200);
            case "GET /compliance", "GET /compliance/overdue" ->
                    new Call(route + "?study=ONC-301", null, 200);
            case "POST /devices" -> new Call(route, Client.json(newDevice()), 201);
            case "DELETE /devices/{id}" -> new Call("DELETE /devices/" + device, null, 204);
            case "POST /devices/activate" ->
                    new Call(
                            route,
                            Client.json(Map.of("code", Client.tree(invite()).at("/code").asText())),
                            201);
            case "POST /session" ->
                    new Call(
                            route,
                            Client.json(
                                    Map.of(
                                            "token",
                                            Objects.requireNonNull(bearers.get("site"))
                                                    .substring(7))),
                            200);
            // Allowed, and no provider is set.
            case "GET /session/provider" -> new Call(route, null, 404);
            case "GET /session/provider/back" -> new Call(route, null, 303);
            // Allowed, and a token has no session.
            case "DELETE /session", "DELETE /sessions" -> new Call(route, null, 404);
            case "POST /deliveries/{id}/send-again" ->
                    new Call("POST /deliveries/" + delivery + "/send-again", NOTHING, 202);
            case "POST /tokens" -> new Call(route, Client.json(newToken()), 201);
            case "DELETE /tokens/{id}" -> new Call("DELETE /tokens/" + token, null, 204);
            case "GET /actuator/health/**" -> new Call("GET /actuator/health/readiness", null, 200);
            case "GET /actuator/leakwatch/{page}" ->
                    new Call("GET /actuator/leakwatch/dump", null, 200);
            // Allowed, and there is no such task.
            case "DELETE /actuator/leakwatch/{task}" ->
                    new Call("DELETE /actuator/leakwatch/none", null, 404);
            case "ANY /error" -> new Call("POST /error", NOTHING, 0);
            default -> new Call(route, null, 200);
        };
    }

    private static HttpResponse<String> invite() {
        return client.post("/devices", JSON, Client.json(newDevice()));
    }

    private static Map<String, Object> newDevice() {
        return Map.of("study", "ONC-301", "site", "SITE03", "subject", SUBJECT);
    }

    private static Map<String, Object> registration() {
        Map<String, Object> registration = new LinkedHashMap<>(newDevice());
        registration.put("started_at", "2026-03-01T08:00:00Z");
        registration.put("time_zone", "Europe/Berlin");
        return registration;
    }

    private static Map<String, Object> excuse() {
        return Map.of(
                "study",
                "ONC-301",
                "from",
                "2026-03-02",
                "until",
                "2026-03-03",
                "reason",
                "hospitalized");
    }

    private static Map<String, Object> newToken() {
        return Map.of("name", "a program", "role", "system", "may", List.of("reports"), "days", 1);
    }

    private static Map<String, Object> report() {
        return Patients.withoutNarrative(UUID.randomUUID(), SUBJECT);
    }

    private static String stored(Map<String, Object> fields) {
        Map<String, Object> report = report();
        report.putAll(fields);
        assertThat(client.post(report).statusCode()).isEqualTo(202);
        return String.valueOf(report.get("report_id"));
    }

    private static String state(String id) {
        return client.report(id).at("/state").asText();
    }

    /**
     * @param expected the status of whoever may
     */
    private record Call(
            String method, String path, byte @Nullable [] body, int expected, String type) {

        private Call(String route, byte @Nullable [] body, int expected) {
            this(route, body, expected, JSON);
        }

        private Call(String route, byte @Nullable [] body, int expected, String type) {
            this(
                    route.substring(0, route.indexOf(' ')),
                    route.substring(route.indexOf(' ') + 1),
                    body,
                    expected,
                    type);
        }
    }

    /** The service and a controller that somebody forgot to say a rule for. */
    @Configuration
    @Import({EproIntake.class, OneMore.class})
    static class WithOneMore {

        @Bean
        Ports ports() {
            return new Ports();
        }
    }

    /** Hears of the context of each port. */
    static final class Ports implements ApplicationListener<WebServerInitializedEvent> {

        private final List<ApplicationContext> contexts = new CopyOnWriteArrayList<>();

        @Override
        public void onApplicationEvent(WebServerInitializedEvent event) {
            contexts.add(event.getApplicationContext());
        }
    }

    @RestController
    @Profile("one-more")
    static class OneMore {

        @GetMapping("/extra")
        String extra() {
            return "nobody should see this";
        }
    }
}
