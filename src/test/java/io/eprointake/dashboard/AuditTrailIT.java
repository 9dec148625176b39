package io.eprointake.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.eprointake.audit.Act;
import io.eprointake.audit.Act.Change;
import io.eprointake.audit.Act.What;
import io.eprointake.audit.Actor;
import io.eprointake.audit.Trail;
import io.eprointake.store.Store;
import io.eprointake.testing.Client;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who did what, over HTTP: to each as much of it as is theirs. */
class AuditTrailIT {

    private static final String SUBJECT = Patients.says("S-AUDIT");
    private static final String WHY = Patients.says("she pressed the wrong face");
    private static final String FORMULA = "=HYPERLINK(\"http://127.0.0.1/\",\"nurse\")";
    private static final String CORRECTED = UUID.randomUUID().toString();

    @TempDir static Path folder;
    private static RunningService service;
    private static Client client;

    /** Before what tests write in great numbers. */
    private static String begun;

    @BeforeAll
    static void start() {
        service = RunningService.start(folder, "server.tomcat.connection-timeout", "2s");
        client = service.client();
        tell(
                act(What.REGISTERED, "nurse", "ONC-301", SUBJECT, null),
                act(What.AMENDED, "nurse", "ONC-301", CORRECTED, WHY),
                act(What.REGISTERED, "nurse", "ONC-302", SUBJECT, null),
                act(What.SIGNED_IN, FORMULA, null, null, null),
                act(What.READ, "nurse", null, SUBJECT, null));
        for (int i = 0; i < 12; i++) {
            tell(act(What.SIGNED_IN, "pager", null, null, null));
        }
        begun = "to=" + Instant.now().plusMillis(1);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static Act act(
            What what,
            String by,
            @Nullable String study,
            @Nullable String record,
            @Nullable String why) {
        var actor = new Actor(by, "site", "SITE01", null, "127.0.0.1");
        List<Change> changes = why == null ? List.of() : List.of(new Change("fatigue", "3", "1"));
        return new Act(what, actor, study, record, null, why, changes);
    }

    private static void tell(Act... acts) {
        var store = service.bean(Store.class);
        store.await(
                store.write(tx -> service.bean(Trail.class).append(tx, List.of(acts)).number()));
    }

    private static String analyst(Map<String, Object> claims) {
        return client.signed("analyst", claims);
    }

    private static final Map<String, Object> MAY_READ = Map.of("epro_may", List.of("narratives"));

    @Test
    void aReaderOfOneStudySeesItsActsAndNoneOfAnotherOrOfNone() {
        String one = analyst(Map.of("epro_studies", List.of("ONC-302")));

        assertThat(entries("", one))
                .extracting(it -> it.at("/what").asText() + " " + it.at("/study").asText())
                .containsExactly("registered ONC-302");
        assertThat(entries("study=ONC-301", one)).isEmpty();
        assertThat(rows("", one)).extracting(it -> it.getField("study")).containsOnly("ONC-302");
        assertThat(entries("study=ONC-301", analyst(Map.of())))
                .extracting(it -> it.at("/study").asText())
                .contains("ONC-301")
                .doesNotContain("ONC-302");
    }

    @Test
    void whoSeesOnlySomeSitesSeesNothingOfTheTrail() {
        String some = analyst(Map.of("epro_sites", List.of("SITE01")));

        assertThat(get("/audit", some).statusCode()).isEqualTo(403);
        assertThat(get("/audit/export", some).statusCode()).isEqualTo(403);
    }

    @Test
    void operationsSeeNeitherWhyNorWhatChangedNorASubject() {
        String ops = client.bearer("ops");

        assertThat(entries("what=amended", ops))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.at("/about").asText()).isEqualTo(CORRECTED);
                    assertThat(it.has("why")).isFalse();
                    assertThat(it.has("changes")).isFalse();
                });
        for (String body : List.of(get("/audit?limit=200&" + begun, ops).body(), csv(begun, ops))) {
            assertThat(body).contains("registered", "amended");
            assertThat(body).doesNotContain(SUBJECT, WHY, "fatigue");
        }
        String granted = client.signed("ops", MAY_READ);
        assertThat(get("/audit?limit=200&" + begun, granted).body()).doesNotContain(SUBJECT, WHY);
    }

    @Test
    void operationsDoNotLearnOfASubjectByAsking() {
        String ops = client.bearer("ops");

        assertThat(entries("about=" + SUBJECT, ops)).isEmpty();
        assertThat(entries("what=registered&about=" + SUBJECT, ops)).isEmpty();
        assertThat(rows("about=" + SUBJECT, ops)).isEmpty();
        assertThat(entries("about=" + CORRECTED, ops)).hasSize(1);
        assertThat(entries("what=registered&about=" + SUBJECT, analyst(Map.of()))).hasSize(2);
    }

    @Test
    void whyAndWhatChangedIsForWhoMayReadPatientsWordsAndThatTheyReadItIsOnRecord() {
        JsonNode without = entries("what=amended", analyst(Map.of())).getFirst();
        assertThat(without.has("why") || without.has("changes")).isFalse();
        assertThat(csv("what=amended", analyst(Map.of()))).doesNotContain(WHY, "fatigue");
        String reader = analyst(Map.of("epro_may", List.of("narratives"), "sub", "a monitor"));

        JsonNode entry = entries("what=amended", reader).getFirst();

        assertThat(entry.at("/why").asText()).isEqualTo(WHY);
        assertThat(entry.at("/changes/0").toString())
                .isEqualTo("{\"field\":\"fatigue\",\"old\":\"3\",\"new\":\"1\"}");
        JsonNode read = entries("what=read&by=a%20monitor", analyst(MAY_READ)).getFirst();
        assertThat(read.at("/changes/0/new").asText())
                .isEqualTo(entry.at("/chain").asLong() + ":" + entry.at("/number").asLong());
        assertThat(csv("what=amended", reader))
                .contains(WHY, "\"[{\"\"field\"\":\"\"fatigue\"\",\"\"old\"\":\"\"3\"\"");
    }

    @Test
    void pagesGoBackToTheFirstEntryAndTellEachOnce() {
        String ops = client.bearer("ops");
        List<String> all = new ArrayList<>();
        JsonNode page = page(begun + "&limit=5", ops);
        assertThat(page.at("/looked_to")).isEqualTo(page.at("/entries/4/at"));
        all.addAll(places(page));
        while (!page.at("/next").isNull()) {
            page = page(begun + "&limit=5&after=" + page.at("/next").asText(), ops);
            all.addAll(places(page));
        }

        assertThat(page.at("/looked_to").isNull()).isTrue();
        assertThat(new HashSet<>(all)).hasSameSizeAs(all);
        assertThat(all).hasSizeGreaterThan(17).contains("1:1");
    }

    private static List<String> places(JsonNode page) {
        List<String> places = new ArrayList<>();
        page.at("/entries")
                .forEach(it ->
                        places.add(it.at("/chain").asLong() + ":" + it.at("/number").asLong()));
        return places;
    }

    @Test
    void aRareOneIsLookedForInBoundedCalls() {
        String ops = client.bearer("ops");
        tell(act(What.CODE_MADE, "rare", null, "d-1", null));
        tell(
                Collections.nCopies(10_050, act(What.SIGNED_OUT, "crowd", null, null, null))
                        .toArray(Act[]::new));

        JsonNode first = page("by=rare", ops);
        JsonNode second = page("by=rare&after=" + first.at("/next").asText(), ops);

        assertThat(first.at("/entries")).isEmpty();
        assertThat(first.at("/looked_to").asText()).isNotEmpty();
        assertThat(second.at("/entries")).hasSize(1);
        assertThat(rows("by=rare", ops)).as("a table looks at all").hasSize(1);
        assertThat(rows("by=crowd", ops)).hasSize(10_050);
    }

    @Test
    void aTableIsWellFormedAndASpreadsheetFindsNoFormulaInIt() {
        HttpResponse<String> answer = get("/audit/export?what=signed_in", client.bearer("ops"));

        assertThat(answer.headers().firstValue("Content-Type")).contains("text/csv;charset=UTF-8");
        assertThat(answer.headers().firstValue("Content-Disposition").orElse(""))
                .contains("audit.csv");
        assertThat(answer.body())
                .startsWith("at,chain,number,what,by,role,study,about,why,changes\r\n")
                .endsWith("\r\n");
        assertThat(rows("what=signed_in", client.bearer("ops")))
                .extracting(it -> it.getField("by"))
                .contains("'" + FORMULA)
                .noneMatch(by -> by.startsWith("="));
    }

    @Test
    void whoExportsIsOnRecordWithTheFilter() {
        String ops = client.signed("ops", Map.of("sub", "an exporter"));
        rows("what=read&from=2020-01-01T00:00:00Z&about=" + SUBJECT, ops);

        JsonNode told = entries("what=exported&by=an%20exporter", analyst(MAY_READ)).getFirst();

        assertThat(told.at("/about").asText()).isEqualTo(SUBJECT);
        assertThat(told.at("/changes").findValuesAsText("field")).containsExactly("from", "what");
        assertThat(told.at("/changes").findValuesAsText("new"))
                .containsExactly("2020-01-01T00:00:00Z", "read");
        assertThat(entries("what=exported&by=an%20exporter", client.bearer("ops")))
                .allMatch(it -> !it.has("about"));
    }

    /** They read nothing, so that what they are sent fills the buffers of the connection. */
    @Test
    void soManyExportAtOnceAndWhoGoesAwayMakesRoom() throws IOException {
        String ops = client.bearer("ops");
        tell(
                Collections.nCopies(40_000, act(What.SIGNED_OUT, "x".repeat(190), null, null, null))
                        .toArray(Act[]::new));
        try (Socket one = stuck(ops);
                Socket other = stuck(ops)) {
            await().until(() -> running() == 2);

            HttpResponse<String> third = get("/audit/export", ops);

            assertThat(third.statusCode()).isEqualTo(503);
            assertThat(third.headers().firstValue("Retry-After")).contains("10");
            assertThat(get("/audit", ops).statusCode()).isEqualTo(200);
            assertThat(one.isConnected() && other.isConnected()).isTrue();
        }

        await().until(() -> running() == 0);
        assertThat(get("/audit/export?by=nobody", ops).statusCode()).isEqualTo(200);
    }

    private static Socket stuck(String bearer) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), service.port()));
        socket.getOutputStream()
                .write(
                        "GET /audit/export HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\n\r\n"
                                .formatted(bearer)
                                .getBytes(UTF_8));
        return socket;
    }

    private static int running() {
        return client.leakwatch().at("/tasks/by_kind/audit_export/running").asInt();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from=yesterday",
                "from=2026-03-01",
                "from=2026-03-01T08:00:00",
                "to=%2B1000000000-12-31T23:59:59Z",
                "from=-1000000000-01-01T00:00:00Z",
                "from=1969-12-31T23:59:59Z",
                "from=",
                "from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z",
                "what=READ",
                "what=nothing",
                "what=read&what=read",
                "what=",
                "by=",
                "by=a%00b",
                "about=%0d%0a",
                "study=%00",
                "limit=0",
                "limit=201",
                "limit=many",
                "after=",
                "after=5",
                "after=1.2",
                "after=1.2.3",
                "after=1.2.3.4",
                "after=9999999999999999999.1.1",
                "after=' or 1=1"
            })
    void whatCannotBeMeantIsRefusedAndSaysSo(String query) {
        refused("/audit?" + query.replace(" ", "%20").replace("'", "%27"));
        if (!query.startsWith("limit") && !query.startsWith("after")) {
            refused("/audit/export?" + query);
        }
    }

    @Test
    void whatIsTooLongIsRefusedAndACursorThatWasCutToo() {
        for (String name : List.of("by", "about", "study", "what", "from", "to", "after")) {
            refused("/audit?" + name + "=" + "7".repeat(201));
        }
        String next = page("limit=3", client.bearer("ops")).at("/next").asText();
        refused("/audit?after=" + next.substring(1));
        refused("/audit?after=" + next + "0");
    }

    private static void refused(String path) {
        HttpResponse<String> answer = get(path, client.bearer("ops"));
        assertThat(answer.statusCode()).as(path).isEqualTo(400);
        assertThat(Client.tree(answer).at("/code").asText()).isEqualTo("invalid_parameter");
        assertThat(Client.tree(answer).at("/detail").asText()).as(path).contains("must be");
    }

    private static HttpResponse<String> get(String path, String bearer) {
        return client.get(path, "Authorization", bearer);
    }

    private static JsonNode page(String query, String bearer) {
        HttpResponse<String> answer = get("/audit?" + query, bearer);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Client.tree(answer);
    }

    private static List<JsonNode> entries(String query, String bearer) {
        List<JsonNode> entries = new ArrayList<>();
        JsonNode page = page(query, bearer);
        page.at("/entries").forEach(entries::add);
        while (!page.at("/next").isNull()) {
            page = page(query + "&after=" + page.at("/next").asText(), bearer);
            page.at("/entries").forEach(entries::add);
        }
        return entries;
    }

    private static String csv(String query, String bearer) {
        HttpResponse<String> answer = get("/audit/export?" + query, bearer);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static List<NamedCsvRecord> rows(String query, String bearer) {
        return CsvReader.builder().ofNamedCsvRecord(csv(query, bearer)).stream().toList();
    }
}
