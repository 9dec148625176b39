package io.eprointake.enrollment;

import static io.eprointake.enrollment.EnrollmentClient.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.eprointake.audit.Actor;
import io.eprointake.enrollment.Enrollment.Result;
import io.eprointake.report.Scope;
import io.eprointake.store.Store;
import io.eprointake.study.Studies;
import io.eprointake.testing.Client;
import io.eprointake.testing.Patients;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What the service must do over every database. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"management.server.port=0", "epro.enrollment.max-sites=300"})
abstract class EnrollmentContract {

    @Autowired Enrollment enrollment;
    @Autowired Store store;
    @Autowired Studies studies;
    @Autowired MeterRegistry meters;
    @LocalServerPort int port;

    @TempDir static Path tokens;

    @DynamicPropertySource
    static void tokens(DynamicPropertyRegistry properties) {
        properties.add("epro.security.folder", () -> tokens);
    }

    private String bearer;
    private EnrollmentClient client;
    private long before;

    @BeforeEach
    void connect() throws Exception {
        try (var service = new Client(port, port, tokens)) {
            bearer = service.bearer("system");
        }
        client = new EnrollmentClient(port, bearer);
        before = client.total();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void aHundredSitesByTenPatientsAtOnceAndThriceEachAreAThousand() throws Exception {
        List<Callable<HttpResponse<String>>> updates = new ArrayList<>();
        for (int site = 0; site < 100; site++) {
            String name = "RACE%03d".formatted(site);
            for (int patient = 0; patient < 10; patient++) {
                String event = name + "-" + patient;
                updates.addAll(Collections.nCopies(3, () -> deliver(event, name)));
            }
        }
        Collections.shuffle(updates, new Random(7));

        try (ExecutorService sites = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<HttpResponse<String>> update : sites.invokeAll(updates)) {
                assertThat(update.get().statusCode()).isEqualTo(200);
            }
        }

        assertThat(client.total() - before).isEqualTo(1000);
        assertThat(enrolled("RACE000")).isEqualTo(10);
        assertThat(stored("select sum(enrolled) from enrollment_site where site like 'RACE%'"))
                .isEqualTo(1000);
    }

    /** As a site would: what was not answered, or told to come again, comes again. */
    private HttpResponse<String> deliver(String event, String site) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<String> response = client.send(event, site, 1);
                if (response.statusCode() != 503 || attempt == 20) {
                    return response;
                }
            } catch (IOException e) {
                if (attempt == 20) {
                    throw e;
                }
            }
        }
    }

    @Test
    void anUpdateIsCountedAndAnsweredWithTheTotal() throws Exception {
        HttpResponse<String> response = client.send("plain-1", "PLAIN", 3);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.body())
                .isEqualTo("{\"applied\":true,\"total_enrollment\":" + (before + 3) + "}");
        assertThat(enrolled("PLAIN")).isEqualTo(3);
    }

    private HttpResponse<String> naming(
            String event, String site, int patients, String subject, String more) throws Exception {
        return client.send(
                """
                {"event_id": "%s", "site": "%s", "patients": %d, "reason": "r", "subject":
                  {"subject": "%s", "study": "ONC-301", "started_at": "2026-03-01T08:00:00Z",
                   "time_zone": "Europe/Berlin"%s}}
                """
                        .formatted(event, site, patients, subject, more)
                        .getBytes(UTF_8),
                "Content-Type",
                "application/json");
    }

    private JsonNode reconciled(String site) throws Exception {
        for (JsonNode its : json(client.get("/reconciliation")).get("sites")) {
            if (its.get("site").textValue().equals(site)) {
                return its;
            }
        }
        return MissingNode.getInstance();
    }

    /** A day's updates are added to those of all days before it, each site by itself. */
    @Test
    void theCourseHasWhatThereWasAtTheEndOfEachDay() throws Exception {
        client.send("course-1", "COURSE", 5);
        client.send("course-2", "COURSE", -2, "screen failure");
        store.await(
                store.write(tx ->
                        tx.update(
                                "update enrollment_update set received_at = received_at - 86400000"
                                        + " where event_id = 'course-1'")));

        JsonNode course = json(client.get("/course?days=2"));

        assertThat(course.at("/days/0/sites/COURSE").asInt()).isEqualTo(5);
        assertThat(course.at("/days/1/sites/COURSE").asInt()).isEqualTo(3);
        assertThat(course.at("/days/1/day").asText()).isEqualTo(course.at("/today").asText());
        var today = new EnrollmentCourse(store, studies, InstantSource.system());
        assertThat(today.of(new Scope(null, Set.of("NONE"), null), 10).days()).isEmpty();
        assertThat(client.get("/course?days=0").statusCode()).isEqualTo(400);
    }

    private double mismatch() {
        var reconciled =
                new Reconciled(
                        store, InstantSource.system(), System::nanoTime, new SimpleMeterRegistry());
        return reconciled.within(Scope.ALL).sites().stream().filter(it -> !it.agree()).count();
    }

    @Test
    void whomAnUpdateNamesIsRegisteredWithItOnceAndTakenBackWithIt() throws Exception {
        String subject = Patients.subject();
        naming("named-1", "NAMED", 1, subject, "");
        naming("named-1", "NAMED", 1, subject, "");

        assertThat(reconciled("NAMED").toString())
                .isEqualTo("{\"site\":\"NAMED\",\"counted\":1,\"named\":1,\"agree\":true}");
        String withdrawn = ", \"withdrawn_at\": \"2026-03-02T08:00:00Z\"";
        assertThat(naming("named-2", "NAMED", -1, subject, withdrawn).statusCode()).isEqualTo(200);
        assertThat(reconciled("NAMED").get("counted").longValue()).isZero();
        assertThat(reconciled("NAMED").get("named").longValue()).isZero();
        assertThat(client.total()).isEqualTo(before);
        assertThat(
                        stored(
                                "select count(*) from audit_entry where what = 'registered' and record = '"
                                        + subject
                                        + "'"))
                .isEqualTo(2);
    }

    @Test
    void aSiteThatCountsAndNamesDifferentlyIsSeenAndOneThatNamesNobodyIsNot() throws Exception {
        double others = mismatch();
        naming("differs-1", "DIFFERS", 1, Patients.subject(), "");
        client.send("differs-2", "DIFFERS", 1);
        client.send("only-counts", "ONLYCOUNTS", 1);

        assertThat(reconciled("DIFFERS").get("agree").booleanValue()).isFalse();
        assertThat(reconciled("ONLYCOUNTS").isMissingNode()).isTrue();
        assertThat(mismatch() - others).isEqualTo(1);
    }

    @Test
    void whoTakesPartElsewhereIsAConflictAndNothingOfItIsStored() throws Exception {
        String subject = Patients.subject();
        naming("elsewhere-1", "HERE", 1, subject, "");

        HttpResponse<String> refused = naming("elsewhere-2", "THERE", 1, subject, "");

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(json(refused).get("code").textValue()).isEqualTo("conflict");
        assertThat(stored("select count(*) from enrollment_update where event_id = 'elsewhere-2'"))
                .isZero();
        assertThat(client.total()).isEqualTo(before + 1);
    }

    @Test
    void theCountLinksToItsReconciliation() throws Exception {
        assertThat(client.poll().headers().firstValue("Link"))
                .hasValue("</enrollment/reconciliation>; rel=\"related\"");
    }

    @Test
    void aRepeatedUpdateCountsOnce() throws Exception {
        client.send("again-1", "AGAIN", 3);

        assertThat(client.send("again-1", "AGAIN", 3).body())
                .isEqualTo("{\"applied\":false,\"total_enrollment\":" + (before + 3) + "}");
        assertThat(enrolled("AGAIN")).isEqualTo(3);
    }

    @Test
    void anUpdateWhoseCallerStoppedWaitingIsCountedAllTheSame() {
        var nobodyWaits =
                enrollment.apply(new EnrollmentUpdate("gone-1", "GONE", 3, null), Actor.SERVICE);

        await().until(() -> enrollment.snapshot().totalEnrollment() == before + 3);
        assertThat(nobodyWaits)
                .succeedsWithin(Duration.ofSeconds(5))
                .isEqualTo(new Result(UpdateOutcome.APPLIED, 3, before + 3));
    }

    @Test
    void theSameEventWithOtherContentIsAConflictAndChangesNothing() throws Exception {
        client.send("conflict-1", "CONFLICT", 3);

        for (var other :
                List.of(
                        client.send("conflict-1", "CONFLICT", 4),
                        client.send("conflict-1", "CONFLICT2", 3))) {
            assertThat(other.statusCode()).isEqualTo(409);
            assertThat(json(other).get("code").textValue()).isEqualTo("conflict");
        }
        assertThat(client.total()).isEqualTo(before + 3);
        assertThat(stored("select patients from enrollment_update where event_id = 'conflict-1'"))
                .isEqualTo(3);
        assertThat(stored("select count(*) from enrollment_site where site = 'CONFLICT2'"))
                .isZero();
    }

    @Test
    void whatIsTakenBackFallsOnceAndItsReasonStaysInTheStore() throws Exception {
        String reason = Patients.says("A screen failure of " + Patients.subject());
        client.send("back-1", "BACK", 5);
        HttpResponse<String> whole = client.poll();

        HttpResponse<String> response = client.send("back-2", "BACK", -2, reason);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo("{\"applied\":true,\"total_enrollment\":" + (before + 3) + "}");
        assertThat(client.send("back-2", "BACK", -2, "in other words").body())
                .as("the reason is not compared")
                .isEqualTo("{\"applied\":false,\"total_enrollment\":" + (before + 3) + "}");
        assertThat(enrolled("BACK")).isEqualTo(3);
        assertThat(client.poll("If-None-Match", whole.headers().firstValue("ETag").orElseThrow()))
                .returns(200, HttpResponse::statusCode)
                .extracting(HttpResponse::body)
                .asString()
                .doesNotContain(reason);
        List<Optional<String>> reasons =
                store.read(it ->
                        it.sql("select reason from enrollment_update where site = 'BACK'")
                                .query((row, n) -> Optional.ofNullable(row.getString(1)))
                                .list());
        assertThat(reasons).containsExactlyInAnyOrder(Optional.empty(), Optional.of(reason));
    }

    @Test
    void whatWouldBringASiteBelowZeroIsRefusedAndCountsWhenItFits() throws Exception {
        String reason = Patients.says("A double entry of " + Patients.subject());
        client.send("below-1", "BELOW", 2);

        assertBelowZero(client.send("below-2", "BELOW", -3, reason), 2);
        assertBelowZero(client.send("below-2", "BELOW", -3, reason), 2);
        assertThat(stored("select count(*) from enrollment_update where site = 'BELOW'"))
                .isEqualTo(1);
        assertThat(stored("select enrolled from enrollment_site where site = 'BELOW'"))
                .isEqualTo(2);
        assertThat(stored("select version from enrollment_site where site = 'BELOW'")).isEqualTo(1);

        client.send("below-3", "BELOW", 1);
        assertThat(client.send("below-2", "BELOW", -3, reason).body())
                .isEqualTo("{\"applied\":true,\"total_enrollment\":" + before + "}");
        assertThat(enrolled("BELOW")).isZero();
        assertBelowZero(client.send("below-4", "BELOW", -1, reason), 0);
    }

    @Test
    void whatWasCountedIsRepeatedWhateverTheCountIsNow() throws Exception {
        client.send("since-1", "SINCE", 3);
        client.send("since-2", "SINCE", -2, "a screen failure");
        client.send("since-3", "SINCE", -1, "a screen failure");

        for (var again :
                List.of(
                        client.send("since-1", "SINCE", 3),
                        client.send("since-2", "SINCE", -2, "a screen failure"))) {
            assertThat(again.body())
                    .isEqualTo("{\"applied\":false,\"total_enrollment\":" + before + "}");
        }
        assertThat(json(client.send("since-2", "SINCE", -3, "r")).get("code").textValue())
                .as("an id that is taken, whether so many could be taken back or not")
                .isEqualTo("conflict");
        assertThat(enrolled("SINCE")).isZero();
    }

    @Test
    void aSiteThatNobodyKnowsHasNothingToTakeBackAndIsNotMade() throws Exception {
        assertBelowZero(client.send("never-1", "NEVER", -1, "a double entry"), 0);

        assertThat(stored("select count(*) from enrollment_site where site = 'NEVER'")).isZero();
        assertThat(stored("select count(*) from enrollment_update where site = 'NEVER'")).isZero();
        assertThat(client.poll().body()).doesNotContain("NEVER");
    }

    private void assertBelowZero(HttpResponse<String> response, int enrolled) throws Exception {
        assertThat(response.statusCode()).isEqualTo(409);
        JsonNode problem = json(response);
        assertThat(problem.get("code").textValue()).isEqualTo("below_zero");
        assertThat(problem.get("title").textValue()).isEqualTo("The site would fall below zero");
        assertThat(problem.get("detail").textValue()).contains("stands at " + enrolled + ";");
        assertThat(problem.get("enrolled").isIntegralNumber()).isTrue();
        assertThat(problem.get("enrolled").intValue()).isEqualTo(enrolled);
        assertThat(problem.properties())
                .as("nothing but what is told here and in every problem")
                .hasSize(7);
    }

    @Test
    void aHundredSitesThatAddAndTakeBackAtOnceNeverFallBelowZeroAndEndExact() throws Exception {
        List<EnrollmentUpdate> updates = new ArrayList<>();
        for (int site = 0; site < 100; site++) {
            String name = "MIX%03d".formatted(site);
            for (int n = 0; n < 10; n++) {
                updates.add(new EnrollmentUpdate(name + "-add-" + n, name, 1, null));
                updates.add(
                        new EnrollmentUpdate(
                                name + "-back-" + n, name, n < 2 ? -2 : -1, "a double entry"));
            }
            updates.add(new EnrollmentUpdate(name + "-more", name, 5, null));
        }
        List<EnrollmentUpdate> twice = new ArrayList<>(updates);
        twice.addAll(updates);
        Collections.shuffle(twice, new Random(7));

        String ofMix = " where site like 'MIX%'";
        var sent = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Long>> counts = threads.submit(() -> countsUntil(sent));
            try {
                assertThat(outcomes(threads, twice))
                        .as("in disorder, some would take back what is not there yet")
                        .containsExactlyInAnyOrder(
                                UpdateOutcome.APPLIED,
                                UpdateOutcome.REPEATED,
                                UpdateOutcome.BELOW_ZERO);
                assertThat(stored("select sum(enrolled) from enrollment_site" + ofMix))
                        .isEqualTo(stored("select sum(patients) from enrollment_update" + ofMix));

                // By now all that was added is there, so the rest is taken back, in any order.
                assertThat(outcomes(threads, twice))
                        .doesNotContain(UpdateOutcome.BELOW_ZERO, UpdateOutcome.CONFLICT);
            } finally {
                sent.countDown();
            }
            assertThat(counts.get()).isNotEmpty().allMatch(count -> count >= 0);
        }

        assertThat(client.total() - before).isEqualTo(300);
        assertThat(stored("select count(*) from enrollment_update" + ofMix)).isEqualTo(2100);
        assertThat(sites(json(client.poll())))
                .filteredOn(site -> site.get("site").textValue().startsWith("MIX"))
                .hasSize(100)
                .allMatch(site -> site.get("enrolled").longValue() == 3);
    }

    /** What any site stands at, as stored and as told, again and again. */
    private List<Long> countsUntil(CountDownLatch sent) throws Exception {
        List<Long> seen = new ArrayList<>();
        while (!sent.await(1, TimeUnit.MILLISECONDS)) {
            seen.addAll(
                    store.read(it ->
                            it.sql("select enrolled from enrollment_site")
                                    .query(Long.class)
                                    .list()));
            sites(json(client.poll())).forEach(site -> seen.add(site.get("enrolled").longValue()));
        }
        return seen;
    }

    /** At most as many at once as may wait for a commit. */
    private Set<UpdateOutcome> outcomes(ExecutorService threads, List<EnrollmentUpdate> updates)
            throws Exception {
        Set<UpdateOutcome> outcomes = EnumSet.noneOf(UpdateOutcome.class);
        for (int from = 0; from < updates.size(); from += 1000) {
            List<Callable<Result>> calls = new ArrayList<>();
            for (var update : updates.subList(from, Math.min(from + 1000, updates.size()))) {
                calls.add(() -> enrollment.apply(update, Actor.SERVICE).get());
            }
            for (Future<Result> call : threads.invokeAll(calls)) {
                outcomes.add(call.get().outcome());
            }
        }
        return outcomes;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400 | unreadable             | application/json | ``",
                "400 | unreadable             | application/json | {\"event_id\": \"bad",
                "400 | unreadable             | application/json | [1]",
                "400 | unknown_field          | application/json | {\"event_id\": \"bad\", \"site\": \"BAD\", \"patients\": 1, \"name\": \"x\"}",
                "400 | invalid_parameter      | application/json | {\"event_id\": \"bad\", \"site\": \"BAD\", \"patients\": \"1\"}",
                "400 | invalid_parameter      | application/json | {\"event_id\": \"bad\", \"site\": \"BAD\", \"patients\": -1}",
                "400 | invalid_parameter      | application/json | {\"event_id\": \"bad\", \"site\": \"BAD\", \"patients\": 0, \"reason\": \"r\"}",
                "400 | invalid_parameter      | application/json | {\"event_id\": \"bad\", \"site\": \"BAD\", \"patients\": 100001}",
                "400 | invalid_parameter      | application/json | {\"event_id\": \"bad\", \"site\": \"BAD\", \"patients\": -100001, \"reason\": \"r\"}",
                "400 | invalid_parameter      | application/json | {\"event_id\": \"bad\", \"site\": \"BAD\", \"patients\": -1, \"reason\": 7}",
                "400 | invalid_parameter      | application/json | {\"event_id\": \"bad\", \"site\": \"BAD\", \"patients\": -1, \"reason\": \" \"}",
                "400 | invalid_parameter      | application/json | {\"event_id\": \"bad\", \"site\": \"BAD\", \"patients\": 1, \"reason\": \"\\u0000\"}",
                "400 | invalid_parameter      | application/json | {\"event_id\": \"bad\", \"patients\": 1}",
                "415 | unsupported_media_type | text/plain       | {\"event_id\": \"bad\", \"site\": \"BAD\", \"patients\": 1}",
                "415 | unsupported_media_type | application/xml  | <update/>",
            })
    void whatCannotBeReadIsRefusedAndNothingIsStored(
            int status, String code, String type, String body) throws Exception {
        refused(client.send(body.getBytes(UTF_8), "Content-Type", type), status, code);
    }

    @Test
    void aBodyWithoutTypeOrWithAnEncodingIsRefused() throws Exception {
        byte[] body = "{\"event_id\": \"bad\", \"site\": \"BAD\", \"patients\": 1}".getBytes(UTF_8);

        refused(client.send(body), 415, "unsupported_media_type");
        refused(
                client.send(body, "Content-Type", "application/json", "Content-Encoding", "br"),
                415,
                "unsupported_media_type");
    }

    @Test
    void aReasonThatIsTooLongIsRefused() throws Exception {
        refused(client.send("bad", "BAD", 1, "r".repeat(201)), 400, "invalid_parameter");
    }

    @ParameterizedTest
    @CsvSource({"4097", "1048576"})
    void aBodyThatIsTooLargeIsRefused(int bytes) throws Exception {
        refused(
                client.send(" ".repeat(bytes).getBytes(UTF_8), "Content-Type", "application/json"),
                413,
                "too_large");
    }

    @Test
    void manyNestedArraysAreRefused() throws Exception {
        refused(
                client.send("[".repeat(4096).getBytes(UTF_8), "Content-Type", "application/json"),
                400,
                "unreadable");
    }

    private void refused(HttpResponse<String> response, int status, String code) throws Exception {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(json(response).get("code").textValue()).isEqualTo(code);
        assertThat(client.total()).isEqualTo(before);
        assertThat(stored("select count(*) from enrollment_update where event_id like 'bad%'"))
                .isZero();
    }

    @Test
    void aBodyThatBreaksOffIsNotCounted() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(
                            """
                            POST /enrollment HTTP/1.1\r
                            Host: localhost\r
                            Authorization: %s\r
                            Content-Type: application/json\r
                            Content-Length: 60\r
                            \r
                            {"event_id": "bad-half", "site": "BAD", "patients": 1\
                            """
                                    .formatted(bearer)
                                    .getBytes(UTF_8));
            socket.shutdownOutput();
            socket.setSoTimeout(10_000);
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 400");
        }
        assertThat(client.total()).isEqualTo(before);
        assertThat(stored("select count(*) from enrollment_update where event_id = 'bad-half'"))
                .isZero();
    }

    @Test
    void aCallerThatAcceptsSomethingElseGetsTheDocumentAnyway() throws Exception {
        var response = client.poll("Accept", "text/html");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    }

    @Test
    void anUnchangedTotalIsNotSentAgain() throws Exception {
        client.send("etag-1", "ETAG", 1);
        HttpResponse<String> first = client.poll();
        String etag = first.headers().firstValue("ETag").orElseThrow();

        assertThat(first.headers().firstValue("Cache-Control")).hasValue("no-cache");
        HttpResponse<String> second = client.poll("If-None-Match", etag);
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
        assertThat(second.headers().firstValue("ETag")).hasValue(etag);

        client.send("etag-2", "ETAG", 1);
        HttpResponse<String> third = client.poll("If-None-Match", etag);
        assertThat(third.statusCode()).isEqualTo(200);
        assertThat(third.headers().firstValue("ETag"))
                .isNotEqualTo(first.headers().firstValue("ETag"));
    }

    @Test
    void sitesComeByNameAndSinceTheLastUpdate() throws Exception {
        Instant start = Instant.now().minusMillis(1);
        client.send("sort-1", "SORT2", 1);
        client.send("sort-2", "SORT1", 1);

        JsonNode document = json(client.poll());
        assertThat(sites(document)).extracting(site -> site.get("site").textValue()).isSorted();
        assertThat(Instant.parse(document.get("as_of").textValue()))
                .isBetween(start, Instant.now());
    }

    @Test
    void whileUpdatesComeEveryDocumentAddsUpAndNoneGoesBack() throws Exception {
        var updating = new AtomicBoolean(true);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<JsonNode>> polls =
                    threads.submit(() -> {
                        List<JsonNode> documents = new ArrayList<>();
                        // Also when the other side fails midway, it ends.
                        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
                        while (updating.get() && System.nanoTime() - end < 0) {
                            documents.add(json(client.poll()));
                        }
                        return documents;
                    });
            List<Future<Long>> sites = new ArrayList<>();
            for (int site = 0; site < 8; site++) {
                String name = "ADDS" + site;
                sites.add(threads.submit(() -> update(name)));
            }
            try {
                for (Future<Long> site : sites) {
                    site.get();
                }
            } finally {
                updating.set(false);
            }

            assertThat(polls.get())
                    .isNotEmpty()
                    .allSatisfy(document ->
                            assertThat(document.get("total_enrollment").longValue())
                                    .isEqualTo(
                                            sites(document).stream()
                                                    .mapToLong(s -> s.get("enrolled").asLong())
                                                    .sum()));
            assertThat(polls.get())
                    .extracting(document -> document.get("total_enrollment").longValue())
                    .isSorted();
        }
        assertThat(client.total()).isEqualTo(before + 400);
    }

    /** Each answer is at least what this site saw before, whichever call it asked. */
    private long update(String site) throws Exception {
        long seen = 0;
        for (int patient = 0; patient < 50; patient++) {
            long answered =
                    json(client.send(site + "-" + patient, site, 1))
                            .get("total_enrollment")
                            .longValue();
            assertThat(answered).isGreaterThan(seen);
            seen = client.total();
            assertThat(seen).isGreaterThanOrEqualTo(answered);
        }
        return seen;
    }

    @Test
    void outcomesAreCounted() throws Exception {
        double applied = updates("applied");
        double repeated = updates("repeated");
        double conflicts = updates("conflict");
        double below = updates("below_zero");
        double changes = meters.get("epro.enrollment.changes").gauge().value();

        client.send("meter-1", "METER", 2);
        client.send("meter-1", "METER", 2);
        client.send("meter-1", "METER", 3);
        client.send("meter-2", "METER", -3, "a double entry");
        client.send("meter-3", "METER", -1, "a double entry");

        assertThat(updates("applied") - applied).isEqualTo(2);
        assertThat(updates("repeated") - repeated).isEqualTo(1);
        assertThat(updates("conflict") - conflicts).isEqualTo(1);
        assertThat(updates("below_zero") - below).isEqualTo(1);
        assertThat(meters.get("epro.enrollment.patients").gauge().value())
                .isEqualTo((double) before + 1);
        assertThat(meters.get("epro.enrollment.changes").gauge().value() - changes).isEqualTo(2);
    }

    private double updates(String outcome) {
        return meters.get("epro.enrollment.updates").tag("outcome", outcome).counter().count();
    }

    private long enrolled(String site) throws Exception {
        return sites(json(client.poll())).stream()
                .filter(entry -> entry.get("site").textValue().equals(site))
                .findFirst()
                .orElseThrow()
                .get("enrolled")
                .longValue();
    }

    private static List<JsonNode> sites(JsonNode document) {
        return StreamSupport.stream(document.get("sites").spliterator(), false).toList();
    }

    private long stored(String sql) {
        return store.read(it -> it.sql(sql).query(Long.class).single());
    }
}
