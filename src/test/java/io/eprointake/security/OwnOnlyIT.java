package io.eprointake.security;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eprointake.testing.Client;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import io.eprointake.testing.StoreFile;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each sees and sends what is theirs, and of that no more than they need. */
class OwnOnlyIT {

    private static final String JSON = "application/json";
    private static final String AUTHORIZATION = "Authorization";
    private static final String SUBJECT = Patients.subject();
    private static final String WORDS =
            Patients.says("I keep throwing up and my head is pounding badly, I want to die");

    @TempDir static Path folder;
    private static RunningService service;
    private static Client client;
    private static StoreFile store;
    private static String phone;
    private static String staff;
    private static String staffElsewhere;
    private static String reportId;

    @BeforeAll
    static void start() {
        service = RunningService.start(folder);
        client = service.client();
        store = new StoreFile("jdbc:sqlite:" + folder.resolve("epro.db"));
        phone = phone("ONC-301", "SITE03", SUBJECT);
        staff = client.signed("site", Map.of("epro_sites", "SITE03"));
        staffElsewhere = client.signed("site", Map.of("epro_sites", "SITE01"));
        reportId = analyzed();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    /** One with all that can be seen: a finding, an alert, symptoms and a red flag. */
    private static String analyzed() {
        var report = Patients.report(UUID.randomUUID(), SUBJECT, WORDS);
        report.put(
                "responses",
                Map.of("PROCTCAE_9A_SCL", 4, "PROCTCAE_9B_SCL", 3, "PROCTCAE_53A_SCL", 7));
        assertThat(client.post(report).statusCode()).isEqualTo(202);
        String id = id(report);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> client.report(id).at("/analysis/state").asText().equals("analyzed"));
        JsonNode all = client.report(id);
        assertThat(all.at("/findings").findValuesAsText("sent")).isNotEmpty();
        assertThat(all.at("/assessment/alerts")).isNotEmpty();
        assertThat(all.at("/analysis/signals").findValuesAsText("evidence")).isNotEmpty();
        assertThat(all.at("/analysis/red_flags").findValuesAsText("evidence")).isNotEmpty();
        return id;
    }

    /** Whoever copies the disk has ids, times and states, and nothing that a patient said. */
    @Test
    void aCopyOfTheStoreWithoutItsKeyTellsNothingThatWasSaid() throws IOException {
        var report = Patients.report(UUID.randomUUID(), SUBJECT, Patients.says("口腔溃疡疼得厉害"));
        report.put("responses", Map.of("PROCTCAE_9B_SCL", "quite quaggy"));
        report.put("note", "of a newer app, quaggish");
        client.post(report);
        List<String> said =
                new ArrayList<>(
                        List.of("quite quaggy", "quaggish", "口腔溃疡", "confidence", "grades"));
        for (JsonNode stored : List.of(client.report(reportId), client.report(id(report)))) {
            said.addAll(stored.findValuesAsText("evidence"));
            said.addAll(stored.findValuesAsText("content_sha256"));
        }
        Patients.traces(WORDS).forEach(said::add);
        assertThat(said).hasSizeGreaterThan(12);

        var copy = new StringBuilder();
        for (String end : List.of("", "-wal")) {
            byte[] bytes = Files.readAllBytes(folder.resolve("epro.db" + end));
            copy.append(new String(bytes, UTF_8)).append(new String(bytes, UTF_16LE));
        }

        assertThat(copy.toString()).as("it is looked through").contains(SUBJECT);
        assertThat(said.stream().filter(copy.toString()::contains)).isEmpty();
    }

    @Test
    void aPhoneSendsItsOwnSubjectsReportsAndReadsThemBack() {
        var report = own();

        assertThat(post(report, phone).statusCode()).isEqualTo(202);

        assertThat(get("/reports/" + id(report), phone).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("others")
    void aPhoneSendsNobodyElsesReports(String study, String site, String subject) {
        var report = of(study, site, subject);

        HttpResponse<String> answer = post(report, phone);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(Client.tree(answer).at("/code").asText()).isEqualTo("forbidden");
        assertThat(answer.body()).doesNotContain(SUBJECT);
        assertThat(store.content().contains(id(report))).as("it is stored").isFalse();
    }

    static Stream<List<String>> otherTriples() {
        return Stream.of(
                List.of("ONC-301", "SITE03", Patients.subject()),
                List.of("ONC-301", "SITE01", SUBJECT),
                List.of("ONC-302", "SITE03", SUBJECT));
    }

    static Stream<Arguments> others() {
        return otherTriples().map(it -> Arguments.of(it.toArray()));
    }

    @Test
    void ofABatchTheOwnLinesAreTakenAndTheOthersAreNot() {
        List<Map<String, Object>> lines = new ArrayList<>();
        lines.add(own());
        otherTriples().forEach(it -> lines.add(of(it.get(0), it.get(1), it.get(2))));
        lines.add(own());
        var body = new StringBuilder();
        lines.forEach(line ->
                body.append(new String(Client.json(line), StandardCharsets.UTF_8)).append('\n'));

        var answer =
                client.post(
                        "/reports/batch",
                        "application/x-ndjson",
                        body.toString().getBytes(StandardCharsets.UTF_8),
                        AUTHORIZATION,
                        phone);

        assertThat(answer.body().lines().map(OwnOnlyIT::tree))
                .extracting(line -> line.at("/status").asInt())
                .containsExactly(202, 403, 403, 403, 202);
        assertThat(lines)
                .extracting(line -> client.get("/reports/" + id(line)).statusCode())
                .containsExactly(200, 404, 404, 404, 200);
    }

    @Test
    void aPhoneSeesWhereItsReportStandsAndNothingThatWasMadeOfIt() {
        JsonNode seen = Client.tree(get("/reports/" + reportId, phone));

        assertThat(seen.properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder(
                        "report_id", "state", "received_at", "completed_at", "content_sha256");
    }

    @Test
    void whoSendsForASiteSeesNoMoreThanAPhone() {
        assertThat(get("/reports/" + reportId, system("reports")).body())
                .isEqualTo(get("/reports/" + reportId, phone).body());
        assertThat(list("", system("reports"))).noneMatch(report -> report.has("assessment"));
    }

    @Test
    void aSystemThatMayReadNarrativesSeesAll() {
        assertThat(get("/reports/" + reportId, system("reports", "narratives")).body())
                .isEqualTo(get("/reports/" + reportId, staff).body());
    }

    @Test
    void aSiteSeesAllOfItsReports() {
        JsonNode seen = Client.tree(get("/reports/" + reportId, staff));

        assertThat(seen).isEqualTo(client.report(reportId));
        assertThat(seen.at("/subject").asText()).isEqualTo(SUBJECT);
        assertThat(seen.at("/analysis/signals").findValuesAsText("evidence")).isNotEmpty();
    }

    @Test
    void anAnalystSeesWhatWasMadeOfItAndNoneOfThePatientsWords() {
        HttpResponse<String> answer =
                get("/reports/" + reportId, client.signed("analyst", Map.of()));

        JsonNode seen = Client.tree(answer);
        assertThat(seen.at("/assessment/grades")).isNotEmpty();
        assertThat(seen.at("/assessment/alerts")).isNotEmpty();
        assertThat(seen.at("/findings")).isNotEmpty();
        assertThat(seen.at("/analysis/signals")).isNotEmpty();
        assertThat(seen.at("/analysis/red_flags")).isNotEmpty();
        assertThat(seen.findValues("sent")).isEmpty();
        assertThat(seen.findValues("evidence")).isEmpty();
        assertThat(list("", client.signed("analyst", Map.of())))
                .isNotEmpty()
                .allMatch(it -> it.findValues("sent").isEmpty())
                .allMatch(it -> it.findValues("evidence").isEmpty());
    }

    @Test
    void anAnalystWhoMayReadNarrativesSeesAll() {
        String analyst = client.signed("analyst", Map.of("epro_may", "narratives"));

        assertThat(get("/reports/" + reportId, analyst).body())
                .isEqualTo(get("/reports/" + reportId, staff).body());
    }

    @Test
    void operationsSeeHowTheAnalysisGoesAndNothingClinical() {
        String ops = client.signed("ops", Map.of());
        JsonNode seen = Client.tree(get("/reports/" + reportId, ops));

        assertThat(seen.at("/analysis/state").asText()).isEqualTo("analyzed");
        assertThat(seen.at("/analysis/attempts").asInt()).isEqualTo(1);
        List<JsonNode> all = new ArrayList<>(list("", ops));
        all.add(seen);
        assertThat(all)
                .allSatisfy(it -> {
                    assertThat(it.at("/site").asText()).isEqualTo("SITE03");
                    assertThat(it.has("subject")).isFalse();
                    assertThat(it.has("findings")).isFalse();
                    assertThat(it.has("assessment")).isFalse();
                    assertThat(it.at("/analysis/signals")).isEmpty();
                    assertThat(it.at("/analysis/red_flags")).isEmpty();
                });
    }

    @Test
    void operationsSeeNothingClinicalInTheAnswerToAReplayEither() {
        var id = analyzed();
        String its =
                "(select seq from report where report_id = x'%s')".formatted(id.replace("-", ""));
        store.execute(
                "delete from analysis where seq = " + its,
                """
                insert or replace into open_report (seq, site, quarantined, analysis_state, turn,
                                                    attempt, attempts_left)
                select seq, site, 0, 'analysis_failed', 2, 1, 0 from report where seq = %s
                """
                        .formatted(its));

        var answer =
                client.post(
                        "/reports/" + id + "/replay",
                        JSON,
                        new byte[0],
                        AUTHORIZATION,
                        client.signed("ops", Map.of()));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(Client.tree(answer).has("assessment")).isFalse();
        assertThat(Client.tree(answer).has("findings")).isFalse();
    }

    @Test
    void whatIsNotTheirsIsNotThere() {
        String none = UUID.randomUUID().toString();
        String otherPhone = phone("ONC-301", "SITE03", Patients.subject());
        String otherStudy =
                client.signed("site", Map.of("epro_sites", "SITE03", "epro_studies", "ONC-302"));

        for (String other :
                List.of(
                        otherPhone,
                        staffElsewhere,
                        otherStudy,
                        client.signed("analyst", Map.of("epro_sites", "SITE01")),
                        client.signed("ops", Map.of("epro_studies", "ONC-302")))) {
            assertThat(withoutInstance(get("/reports/" + reportId, other)))
                    .isEqualTo(withoutInstance(get("/reports/" + none, other)));
            assertThat(get("/reports/" + reportId, other).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void anotherSitesReportIsNeitherReleasedNorToldOf() {
        assertThat(client.report(reportId).at("/state").asText()).isEqualTo("quarantined");

        assertMovesNot("release", staffElsewhere);

        assertThat(client.report(reportId).at("/state").asText()).isEqualTo("quarantined");
    }

    @Test
    void operationsOfOneStudyReplayNoOthers() {
        assertMovesNot("replay", client.signed("ops", Map.of("epro_studies", "ONC-302")));
    }

    private static void assertMovesNot(String order, String bearer) {
        // The report's own, since other tests' reports are analyzed meanwhile.
        JsonNode before = client.report(reportId);
        var answer = move(reportId, order, bearer);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(withoutInstance(answer))
                .isEqualTo(withoutInstance(move(UUID.randomUUID().toString(), order, bearer)));
        assertThat(client.report(reportId)).as("nothing is changed").isEqualTo(before);
    }

    private static HttpResponse<String> move(String id, String order, String bearer) {
        return client.post(
                "/reports/" + id + "/" + order, JSON, new byte[0], AUTHORIZATION, bearer);
    }

    @Test
    void listsHaveOwnReportsOnly() {
        var elsewhere = of("ONC-301", "SITE01", Patients.subject());
        client.post(elsewhere);

        assertThat(ids(list("", staff))).contains(reportId).doesNotContain(id(elsewhere));
        assertThat(ids(list("", staffElsewhere))).containsExactly(id(elsewhere));
        assertThat(list("site=SITE01", staff)).isEmpty();
        assertThat(ids(list("site=SITE03", staff))).contains(reportId);
        assertThat(list("site=NONE", staff)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SITE01", "NONE"})
    void thePageOfAnotherSiteIsThatOfNoSite(String site) {
        assertThat(Client.tree(get("/reports?site=" + site, staff)).at("/next").isNull()).isTrue();
        assertThat(get("/reports?site=" + site, staff).body())
                .isEqualTo(get("/reports?site=NEVER", staff).body());
    }

    @Test
    void aSiteTellsItsOwnNumbersOnly() {
        String before = client.get("/enrollment").body();

        var answer = enroll("SITE05", staff);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(client.get("/enrollment").body()).isEqualTo(before);
    }

    @Test
    void aSiteReadsItsOwnNumbersAndHearsNothingOfOthers() {
        String site = client.signed("site", Map.of("epro_sites", List.of("SITE06", "SITE07")));
        String dashboard = client.signed("dashboard", Map.of());
        enroll("SITE06", site);
        enroll("SITE08", system("enrollment"));
        assertThat(Client.tree(enroll("SITE07", site)).at("/total_enrollment").asInt())
                .as("of its own sites")
                .isEqualTo(2);
        HttpResponse<String> own = get("/enrollment", site);
        HttpResponse<String> all = get("/enrollment", dashboard);

        enroll("SITE08", system("enrollment"));

        assertThat(Client.tree(own).at("/total_enrollment").asInt()).isEqualTo(2);
        assertThat(Client.tree(own).at("/sites").findValuesAsText("site"))
                .containsExactlyInAnyOrder("SITE06", "SITE07");
        HttpResponse<String> later = get("/enrollment", site);
        assertThat(later.body()).isEqualTo(own.body());
        assertThat(etag(later)).isEqualTo(etag(own));
        assertThat(
                        client.get("/enrollment", AUTHORIZATION, site, "If-None-Match", etag(own))
                                .statusCode())
                .isEqualTo(304);
        assertThat(etag(get("/enrollment", dashboard))).isNotEqualTo(etag(all));

        enroll("SITE06", site);
        assertThat(etag(get("/enrollment", site))).isNotEqualTo(etag(own));
    }

    @Test
    void aSystemOfOneSiteIsKeptToIt() {
        String system =
                client.signed(
                        "system",
                        Map.of(
                                "epro_sites",
                                "SITE01",
                                "epro_may",
                                List.of("reports", "enrollment", "narratives")));

        assertThat(post(own(), system).statusCode()).isEqualTo(403);
        assertThat(get("/reports/" + reportId, system).statusCode()).isEqualTo(404);
        assertThat(ids(list("", system))).doesNotContain(reportId);
        assertThat(enroll("SITE03", system).statusCode()).isEqualTo(403);
        assertThat(enroll("SITE01", system).statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> enroll(String site, String bearer) {
        return client.post(
                "/enrollment",
                JSON,
                Client.json(
                        Map.of(
                                "event_id",
                                UUID.randomUUID().toString(),
                                "site",
                                site,
                                "patients",
                                1)),
                AUTHORIZATION,
                bearer);
    }

    private static String etag(HttpResponse<String> of) {
        return of.headers().firstValue("ETag").orElseThrow();
    }

    private static List<JsonNode> list(String query, String bearer) {
        List<JsonNode> reports = new ArrayList<>();
        Client.tree(get("/reports?limit=50&" + query, bearer)).at("/reports").forEach(reports::add);
        return reports;
    }

    private static List<String> ids(List<JsonNode> reports) {
        return reports.stream().map(report -> report.at("/report_id").asText()).toList();
    }

    private static JsonNode withoutInstance(HttpResponse<String> problem) {
        var document = (ObjectNode) Client.tree(problem);
        assertThat(Objects.requireNonNull(document.remove("instance")).isTextual()).isTrue();
        return document;
    }

    private static JsonNode tree(String line) {
        try {
            return Client.JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<String> post(Map<String, Object> report, String bearer) {
        return client.post("/reports", JSON, Client.json(report), AUTHORIZATION, bearer);
    }

    private static HttpResponse<String> get(String path, String bearer) {
        return client.get(path, AUTHORIZATION, bearer);
    }

    private static String phone(String study, String site, String subject) {
        return client.signed(
                "patient",
                Map.of("epro_studies", study, "epro_sites", site, "epro_subject", subject));
    }

    private static String system(String... may) {
        return client.signed("system", Map.of("epro_may", List.of(may)));
    }

    private static Map<String, Object> own() {
        return of("ONC-301", "SITE03", SUBJECT);
    }

    private static Map<String, Object> of(String study, String site, String subject) {
        var report = Patients.withoutNarrative(UUID.randomUUID(), subject);
        report.put("study", study);
        report.put("site", site);
        return report;
    }

    private static String id(Map<String, Object> report) {
        return String.valueOf(report.get("report_id"));
    }
}
