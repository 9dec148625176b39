package io.eprointake.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.decoder.Decoder;
import io.eprointake.EproIntake;
import io.eprointake.audit.TrailCheck;
import io.eprointake.audit.TrailRows;
import io.eprointake.security.credential.ActivationCode;
import io.eprointake.security.credential.OpaqueToken;
import io.eprointake.testing.Client;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import io.eprointake.testing.StoreFile;
import io.eprointake.testing.StoreKey;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/** A phone's way in and out, and a program's. */
class DevicesIT {

    private static final String JSON = "application/json";
    private static final String AUTHORIZATION = "Authorization";
    private static final Duration CODE_LIFE = Duration.ofDays(14);
    private static final Duration DEVICE_LIFE = Duration.ofDays(90);
    private static final Pattern MODULE = Pattern.compile("M(\\d+) (\\d+)h1v1h-1z");

    @TempDir static Path folder;
    private static RunningService service;
    private static Client client;
    private static StoreFile store;
    private static AheadClock clock;
    private static String staff;
    private static String ops;

    @BeforeAll
    static void start() {
        service =
                RunningService.start(
                        WithClock.class,
                        folder,
                        "epro.analysis.url",
                        "http://127.0.0.1:9",
                        // Guesses are slowed down in GuessingIT.
                        "epro.security.limits.strangers",
                        "100000",
                        "epro.security.limits.person",
                        "100000");
        client = service.client();
        store = new StoreFile(url());
        clock = service.bean(AheadClock.class);
        staff = lasting("site", Map.of("epro_sites", "SITE03"));
        ops = lasting("ops", Map.of());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    /** A token that outlasts what these tests let pass. */
    private static String lasting(String role, Map<String, Object> claims) {
        var all = new HashMap<String, Object>(claims);
        all.put("exp", Date.from(Instant.now().plus(Duration.ofDays(3650))));
        return client.signed(role, all);
    }

    @Test
    void aPhoneIsInvitedAndActivatedPostsIsRevokedAndRefused() {
        String subject = Patients.subject();
        JsonNode invited = invite(subject);
        JsonNode activated = Client.tree(activate(invited.at("/code").asText()));
        String phone = bearer(activated);

        assertThat(activated.at("/device_id")).isEqualTo(invited.at("/device_id"));
        assertThat(activated.at("/subject").asText()).isEqualTo(subject);
        assertThat(post(subject, phone)).isEqualTo(202);
        assertThat(post(Patients.subject(), phone)).as("another subject's").isEqualTo(403);
        assertThat(device(invited).at("/revoked_at").isMissingNode()).isTrue();

        assertThat(revoke(invited, staff).statusCode()).isEqualTo(204);

        assertThat(post(subject, phone)).isEqualTo(401);
        assertThat(device(invited).at("/revoked_at").asText()).endsWith("Z");
        assertThat(revoke(invited, staff).statusCode()).as("again").isEqualTo(204);
    }

    @Test
    void everythingThatIsDoneToAPhoneOrATokenIsInTheTrail() {
        JsonNode invited = invite(Patients.subject());
        JsonNode activated = Client.tree(activate(invited.at("/code").asText()));
        assertRefused(activate(invited.at("/code").asText()));
        String id = invited.at("/device_id").asText();
        assertThat(post(activated.at("/subject").asText(), bearer(activated))).isEqualTo(202);
        revoke(invited, staff);
        revoke(invited, staff);
        JsonNode made =
                create(Map.of("name", "scraper", "role", "system", "may", List.of("metrics")));
        String token = made.at("/token_id").asText();
        for (int i = 0; i < 2; i++) {
            client.delete("/tokens/" + token, AUTHORIZATION, ops);
        }

        assertThat(trail(id))
                .extracting(it -> it.get("what") + " by " + it.get("role"))
                .containsExactly(
                        "code_made by site",
                        "device_activated by patient",
                        "accepted by patient",
                        "device_revoked by site");
        assertThat(trail(id))
                .allSatisfy(it -> {
                    assertThat(it.get("sites")).isEqualTo("SITE03");
                    assertThat(it.get("origin")).isEqualTo("127.0.0.1");
                    assertThat(it.get("study")).isEqualTo("ONC-301");
                });
        assertThat(changes(trail(id).getFirst()))
                .contains(activated.at("/subject").asText())
                .doesNotContain(invited.at("/code").asText());
        assertThat(trail(token))
                .extracting(it -> it.get("what") + " by " + it.get("role"))
                .containsExactly("token_made by ops", "token_revoked by ops");
        assertThat(changes(trail(token).getFirst()))
                .contains("scraper", "metrics")
                .doesNotContain(made.at("/token").asText());
        assertThat(trail(null))
                .first()
                .satisfies(it -> {
                    assertThat(it.get("what")).isEqualTo("started");
                    assertThat(changes(it))
                            .contains(
                                    "{\"field\":\"epro.analysis.url\",\"old\":null,\"new\":\"http://127.0.0.1:9\"}")
                            .doesNotContain("max-connections");
                });
    }

    @Test
    void whoReadsWhatIsClinicalAndWhoIsRefusedIsInTheTrail() {
        String subject = Patients.subject();
        JsonNode activated = Client.tree(activate(invite(subject).at("/code").asText()));
        String device = activated.at("/device_id").asText();
        UUID id = UUID.randomUUID();
        assertThat(
                        client.post(
                                        "/reports",
                                        JSON,
                                        Client.json(Patients.withoutNarrative(id, subject)),
                                        AUTHORIZATION,
                                        bearer(activated))
                                .statusCode())
                .isEqualTo(202);
        for (String reader : List.of(staff, ops, bearer(activated))) {
            assertThat(client.get("/reports/" + id, AUTHORIZATION, reader).statusCode())
                    .isEqualTo(200);
        }
        client.get("/reports?site=SITE03&limit=200", AUTHORIZATION, staff);
        client.get("/reports/" + UUID.randomUUID(), AUTHORIZATION, staff);
        String other = Patients.subject();
        for (int i = 0; i < 5; i++) {
            assertThat(post(other, bearer(activated))).isEqualTo(403);
        }
        assertThat(client.get("/tokens", AUTHORIZATION, bearer(activated)).statusCode())
                .isEqualTo(403);

        assertThat(trail(id.toString()))
                .extracting(it -> it.get("what") + " by " + it.get("role"))
                .containsExactly("accepted by patient", "read by site");
        assertThat(trail(null))
                .filteredOn(it -> "read".equals(it.get("what")) && it.get("record") == null)
                .last()
                .satisfies(it -> assertThat(changes(it)).contains(id.toString()));
        await().untilAsserted(() ->
                assertThat(trail(device))
                        .filteredOn(it -> "refused".equals(it.get("what")))
                        .hasSize(RefusedCalls.A_MINUTE)
                        .allSatisfy(it ->
                                assertThat(changes(it))
                                        .contains("\"POST /reports\"")
                                        .doesNotContain(other)));
    }

    @Test
    void whatCannotBePutOnRecordIsNotAnsweredAndNotDone() {
        String subject = Patients.subject();
        String phone = bearer(Client.tree(activate(invite(subject).at("/code").asText())));
        assertThat(post(subject, phone)).isEqualTo(202);
        String before = store.content();
        store.execute(
                "create trigger broken before insert on audit_entry begin select raise(abort, 'no'); end");
        try {
            assertThat(client.get("/reports?site=SITE03", AUTHORIZATION, staff).statusCode())
                    .isGreaterThanOrEqualTo(500);
            assertThat(post(subject, phone)).isGreaterThanOrEqualTo(500);
            assertThat(invite("ONC-301", "SITE03", subject, staff).statusCode())
                    .isGreaterThanOrEqualTo(500);
            assertThat(ask(Map.of("name", "n", "role", "dashboard")).statusCode())
                    .isGreaterThanOrEqualTo(500);
        } finally {
            store.execute("drop trigger broken");
        }
        assertThat(store.content().equals(before)).as("nothing is stored").isTrue();
        assertThat(client.get("/reports?site=SITE03", AUTHORIZATION, staff).statusCode())
                .isEqualTo(200);
    }

    private static String changes(Map<String, @Nullable Object> entry) {
        return String.valueOf(entry.get("changes"));
    }

    /** What was done to it, or by it. */
    private static List<Map<String, @Nullable Object>> trail(@Nullable String id) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        try (Connection reading = DriverManager.getConnection(url())) {
            reading.setAutoCommit(false);
            TrailCheck.of(reading, List.of());
            TrailRows.each(
                    reading,
                    StoreKey.keys(url()),
                    row -> {
                        if (id == null
                                || id.equals(row.get("record"))
                                || id.equals(row.get("device"))) {
                            rows.add(row);
                        }
                    });
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return rows;
    }

    private static String url() {
        return "jdbc:sqlite:" + folder.resolve("epro.db");
    }

    @Test
    void aCodeIsUsedOnce() {
        String code = invite(Patients.subject()).at("/code").asText();
        assertThat(activate(code).statusCode()).isEqualTo(201);

        assertRefused(activate(code));
    }

    @Test
    void ofPhonesThatUseACodeAtOnceOneIsLetIn() throws Exception {
        int phones = 4;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 50; round++) {
                JsonNode invited = invite(Patients.subject());
                var together = new CyclicBarrier(phones);
                List<Future<HttpResponse<String>>> answers = new ArrayList<>();
                for (int i = 0; i < phones; i++) {
                    answers.add(
                            threads.submit(() -> {
                                together.await(10, TimeUnit.SECONDS);
                                return activate(invited.at("/code").asText());
                            }));
                }
                List<HttpResponse<String>> in = new ArrayList<>();
                for (var answer : answers) {
                    HttpResponse<String> told = answer.get(30, TimeUnit.SECONDS);
                    if (told.statusCode() == 201) {
                        in.add(told);
                    } else {
                        assertRefused(told);
                    }
                }
                assertThat(in).hasSize(1);
                JsonNode winner = Client.tree(in.getFirst());
                assertThat(post(winner.at("/subject").asText(), bearer(winner))).isEqualTo(202);
            }
        }
    }

    @Test
    void aCodeMayBeTypedInAnyCaseAndWithoutHyphens() {
        String code = invite(Patients.subject()).at("/code").asText();

        assertThat(activate(code.replace("-", " ").toLowerCase(Locale.ROOT)).statusCode())
                .isEqualTo(201);
    }

    @Test
    void aCodeThatIsTooOldIsRefused() {
        JsonNode early = invite(Patients.subject());
        JsonNode late = invite(Patients.subject());
        assertThat(Instant.parse(early.at("/code_expires_at").asText()))
                .isBetween(
                        clock.instant().plus(CODE_LIFE).minusSeconds(60),
                        clock.instant().plus(CODE_LIFE));

        clock.advance(CODE_LIFE.minusSeconds(60));
        assertThat(activate(early.at("/code").asText()).statusCode()).isEqualTo(201);
        clock.advance(Duration.ofSeconds(60));

        assertRefused(activate(late.at("/code").asText()));
    }

    @Test
    void aGuessedCodeIsRefusedInTheSameWords() {
        JsonNode used = invite(Patients.subject());
        activate(used.at("/code").asText());

        HttpResponse<String> guessed = activate(ActivationCode.random().grouped());

        assertRefused(guessed);
        assertThat(Client.tree(guessed).at("/detail"))
                .isEqualTo(Client.tree(activate(used.at("/code").asText())).at("/detail"));
    }

    @Test
    void aMistypedCodeIsToldApart() {
        String code = invite(Patients.subject()).at("/code").asText();
        String slip = (code.charAt(0) == '7' ? '8' : '7') + code.substring(1);

        for (String mistyped : List.of(slip, code.substring(1), code + "0", "", "?")) {
            HttpResponse<String> answer = activate(mistyped);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(Client.tree(answer).at("/code").asText()).isEqualTo("mistyped_code");
            assertThat(answer.body()).doesNotContain(code.substring(1));
        }
        assertThat(activate(code).statusCode()).isEqualTo(201);
    }

    @Test
    void staffInviteForTheirOwnSitesAndStudiesOnly() {
        String before = store.content();
        String oneStudy =
                lasting("site", Map.of("epro_sites", "SITE03", "epro_studies", "ONC-301"));

        assertThat(invite("ONC-301", "SITE01", "S-1", staff).statusCode()).isEqualTo(403);
        assertThat(invite("ONC-302", "SITE03", "S-1", oneStudy).statusCode()).isEqualTo(403);

        assertThat(store.content().equals(before)).as("nothing is stored").isTrue();
        assertThat(invite("ONC-301", "SITE03", Patients.subject(), oneStudy).statusCode())
                .isEqualTo(201);
    }

    @Test
    void aCodeOfAnotherStudyLetsIntoThatStudyOnly() {
        String subject = Patients.subject();
        JsonNode invited = Client.tree(invite("ONC-302", "SITE03", subject, staff));
        JsonNode activated = Client.tree(activate(invited.at("/code").asText()));

        assertThat(activated.at("/study").asText()).isEqualTo("ONC-302");
        assertThat(post(subject, bearer(activated))).as("a report of ONC-301").isEqualTo(403);
    }

    @Test
    void aCodeThatWasRevokedBeforeItWasUsedLetsNobodyIn() {
        JsonNode invited = invite(Patients.subject());
        assertThat(revoke(invited, staff).statusCode()).isEqualTo(204);

        assertRefused(activate(invited.at("/code").asText()));
    }

    @Test
    void anotherSitesPhoneIsNotThere() {
        String subject = Patients.subject();
        JsonNode invited = invite(subject);
        String phone = bearer(Client.tree(activate(invited.at("/code").asText())));
        String elsewhere = lasting("site", Map.of("epro_sites", "SITE01"));

        HttpResponse<String> answer = revoke(invited, elsewhere);

        assertThat(answer.statusCode()).isEqualTo(404);
        JsonNode none =
                Client.tree(
                        client.delete("/devices/" + UUID.randomUUID(), AUTHORIZATION, elsewhere));
        assertThat(Client.tree(answer).properties())
                .filteredOn(it -> !it.getKey().equals("instance"))
                .allSatisfy(it -> assertThat(none.get(it.getKey())).isEqualTo(it.getValue()));
        assertThat(post(subject, phone)).isEqualTo(202);
        assertThat(list("site=SITE03", elsewhere).at("/devices")).isEmpty();
    }

    @Test
    void aSitesPhonesAreListedPageByPage() {
        String site = lasting("site", Map.of("epro_sites", List.of("SITE11", "SITE12")));
        List<String> subjects = Stream.generate(Patients::subject).limit(5).toList();
        List<String> ids = new ArrayList<>();
        for (String subject : subjects) {
            ids.add(
                    Client.tree(invite("ONC-301", "SITE11", subject, site))
                            .at("/device_id")
                            .asText());
            invite("ONC-301", "SITE12", subject, site);
        }

        List<String> listed = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = list("site=SITE11&limit=2" + after, site);
            assertThat(page.at("/devices").size()).isLessThanOrEqualTo(2);
            page.at("/devices").forEach(it -> listed.add(it.at("/device_id").asText()));
            after = "&after=" + page.at("/next").textValue();
        } while (!after.endsWith("null"));

        assertThat(listed).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(list("site=SITE11&subject=" + subjects.get(3), site).at("/devices"))
                .extracting(it -> it.at("/device_id").asText())
                .containsExactly(ids.get(3));
        assertThat(client.get("/devices", AUTHORIZATION, site).statusCode())
                .as("which of the two sites")
                .isEqualTo(400);
        assertThat(client.get("/devices?site=SITE11&after=x", AUTHORIZATION, site).statusCode())
                .isEqualTo(400);
    }

    @Test
    void theQrCodeSaysTheCode() throws Exception {
        JsonNode invited = invite(Patients.subject());
        String svg = invited.at("/qr_svg").asText();
        Matcher box = Pattern.compile("viewBox=\"0 0 (\\d+) \\1\"").matcher(svg);
        assertThat(box.find()).isTrue();
        int quiet = 4;
        var modules = new BitMatrix(Integer.parseInt(box.group(1)) - 2 * quiet);

        for (Matcher module = MODULE.matcher(svg); module.find(); ) {
            modules.set(
                    Integer.parseInt(module.group(1)) - quiet,
                    Integer.parseInt(module.group(2)) - quiet);
        }

        assertThat(new Decoder().decode(modules).getText()).isEqualTo(invited.at("/code").asText());
    }

    @Test
    void neitherCodesNorTokensAreInTheStore() throws IOException {
        String unused = invite(Patients.subject()).at("/code").asText();
        String code = invite(Patients.subject()).at("/code").asText();
        String token = Client.tree(activate(code)).at("/token").asText();
        String program = create(Map.of("role", "dashboard")).at("/token").asText();

        var bytes = new StringBuilder();
        for (String file : List.of("epro.db", "epro.db-wal")) {
            bytes.append(Files.readString(folder.resolve(file), StandardCharsets.ISO_8859_1));
        }

        assertThat(bytes.indexOf(OpaqueToken.digest(token))).as("where tokens are").isPositive();
        assertThat(bytes.indexOf(OpaqueToken.digest(program))).as("a program's").isPositive();
        for (String secret : List.of(unused, code)) {
            assertThat(bytes.indexOf(secret)).isNegative();
            assertThat(bytes.indexOf(secret.replace("-", ""))).isNegative();
        }
        for (String secret : List.of(token, program)) {
            assertThat(bytes.indexOf(secret.substring(Devices.PREFIX.length()))).isNegative();
        }
    }

    @Test
    void aPhoneThatIsUsedStaysInAndIsRenewedOnceADay() {
        String subject = Patients.subject();
        JsonNode invited = invite(subject);
        String phone = bearer(Client.tree(activate(invited.at("/code").asText())));
        Instant first = expires(invited);

        clock.advance(Duration.ofHours(23));
        assertThat(post(subject, phone)).isEqualTo(202);
        settle();
        assertThat(expires(invited)).as("not yet a day later").isEqualTo(first);

        clock.advance(Duration.ofHours(2));
        assertThat(post(subject, phone)).isEqualTo(202);
        await().until(() -> !expires(invited).equals(first));
        Instant renewed = expires(invited);
        assertThat(renewed).isAfter(first.plus(Duration.ofHours(24)));

        assertThat(post(subject, phone)).isEqualTo(202);
        settle();
        assertThat(expires(invited)).as("on the same day").isEqualTo(renewed);

        clock.advance(DEVICE_LIFE.minusDays(1));
        assertThat(post(subject, phone)).as("long after the first would have ended").isEqualTo(202);
    }

    @Test
    void aPhoneThatIsNotUsedIsForgotten() {
        String subject = Patients.subject();
        JsonNode invited = invite(subject);
        String phone = bearer(Client.tree(activate(invited.at("/code").asText())));
        assertThat(post(subject, phone)).isEqualTo(202);

        clock.advance(DEVICE_LIFE);

        assertThat(post(subject, phone)).isEqualTo(401);
    }

    /** Whatever was on its way to the store is in it: its writes are in order. */
    private static void settle() {
        invite(Patients.subject());
    }

    @Test
    void operationsMakeAProgramsTokenAndRevokeIt() {
        JsonNode made = create(Map.of("role", "system", "may", List.of("reports")));
        String program = bearer(made);
        assertThat(post(Patients.subject(), program)).isEqualTo(202);

        HttpResponse<String> listed = client.get("/tokens?limit=200", AUTHORIZATION, ops);
        assertThat(listed.body())
                .contains(made.at("/token_id").asText())
                .doesNotContain(made.at("/token").asText())
                .doesNotContain(OpaqueToken.digest(made.at("/token").asText()));

        String path = "/tokens/" + made.at("/token_id").asText();
        assertThat(client.delete(path, AUTHORIZATION, ops).statusCode()).isEqualTo(204);
        assertThat(post(Patients.subject(), program)).isEqualTo(401);
        assertThat(client.delete(path, AUTHORIZATION, ops).statusCode()).isEqualTo(204);
        assertThat(client.delete("/tokens/" + UUID.randomUUID(), AUTHORIZATION, ops).statusCode())
                .isEqualTo(404);
    }

    @Test
    void operationsMakeNoTokenThatReadsPatientsWordsOrIsAPerson() {
        for (Map<String, Object> asked :
                List.<Map<String, Object>>of(
                        Map.of("role", "system", "may", List.of("reports", "narratives")),
                        Map.of("role", "ops"),
                        Map.of("role", "site", "sites", List.of("SITE03")),
                        Map.of("role", "patient"),
                        Map.of("role", "system", "may", List.of()),
                        Map.of("role", "system", "days", 401))) {
            String before = store.content();
            assertThat(ask(asked).statusCode()).isEqualTo(400);
            assertThat(store.content().equals(before)).as("nothing is stored").isTrue();
        }
    }

    @Test
    void aProgramsTokenIsKeptToItsStudiesAndSites() {
        String program =
                bearer(
                        create(
                                Map.of(
                                        "role",
                                        "system",
                                        "may",
                                        List.of("reports", "enrollment"),
                                        "studies",
                                        List.of("ONC-301"),
                                        "sites",
                                        List.of("SITE01", "SITE02"))));
        String otherStudy =
                bearer(
                        create(
                                Map.of(
                                        "role",
                                        "system",
                                        "may",
                                        List.of("reports"),
                                        "studies",
                                        List.of("ONC-302"))));

        assertThat(post("SITE01", Patients.subject(), program)).isEqualTo(202);
        assertThat(post("SITE03", Patients.subject(), program)).isEqualTo(403);
        assertThat(post("SITE01", Patients.subject(), otherStudy)).isEqualTo(403);
        assertThat(
                        Client.tree(client.get("/enrollment", AUTHORIZATION, program))
                                .at("/sites")
                                .findValuesAsText("site"))
                .doesNotContain("SITE03");
        assertThat(client.manage("/actuator/prometheus", AUTHORIZATION, program).statusCode())
                .isEqualTo(403);
    }

    @Test
    void aProgramsTokenEnds() {
        String dashboard = bearer(create(Map.of("role", "dashboard", "days", 1)));
        assertThat(client.get("/enrollment", AUTHORIZATION, dashboard).statusCode()).isEqualTo(200);

        clock.advance(Duration.ofDays(1));

        assertThat(client.get("/enrollment", AUTHORIZATION, dashboard).statusCode()).isEqualTo(401);
    }

    private static void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(Client.tree(answer).at("/code").asText()).isEqualTo("code_refused");
    }

    private static JsonNode invite(String subject) {
        HttpResponse<String> invited = invite("ONC-301", "SITE03", subject, staff);
        assertThat(invited.statusCode()).isEqualTo(201);
        return Client.tree(invited);
    }

    private static HttpResponse<String> invite(
            String study, String site, String subject, String by) {
        return client.post(
                "/devices",
                JSON,
                Client.json(Map.of("study", study, "site", site, "subject", subject)),
                AUTHORIZATION,
                by);
    }

    private static HttpResponse<String> activate(String code) {
        return client.post(
                "/devices/activate", JSON, Client.json(Map.of("code", code)), AUTHORIZATION, "");
    }

    private static HttpResponse<String> revoke(JsonNode invited, String by) {
        return client.delete("/devices/" + invited.at("/device_id").asText(), AUTHORIZATION, by);
    }

    private static JsonNode device(JsonNode invited) {
        JsonNode found = list("subject=" + invited.at("/subject").asText(), staff).at("/devices/0");
        assertThat(found.at("/device_id")).isEqualTo(invited.at("/device_id"));
        return found;
    }

    private static Instant expires(JsonNode invited) {
        return Instant.parse(device(invited).at("/expires_at").asText());
    }

    private static JsonNode list(String query, String by) {
        return Client.tree(client.get("/devices?" + query, AUTHORIZATION, by));
    }

    private static JsonNode create(Map<String, Object> asked) {
        HttpResponse<String> made = ask(asked);
        assertThat(made.statusCode()).isEqualTo(201);
        return Client.tree(made);
    }

    private static HttpResponse<String> ask(Map<String, Object> asked) {
        var body = new HashMap<String, Object>(Map.of("name", "a program", "days", 30));
        body.putAll(asked);
        return client.post("/tokens", JSON, Client.json(body), AUTHORIZATION, ops);
    }

    private static String bearer(JsonNode told) {
        return "Bearer " + told.at("/token").asText();
    }

    private static int post(String subject, String bearer) {
        return post("SITE03", subject, bearer);
    }

    private static int post(String site, String subject, String bearer) {
        var report = Patients.withoutNarrative(UUID.randomUUID(), subject);
        report.put("site", site);
        return client.post("/reports", JSON, Client.json(report), AUTHORIZATION, bearer)
                .statusCode();
    }

    @Configuration
    @Import(EproIntake.class)
    static class WithClock {

        @Bean
        @Primary
        AheadClock ahead() {
            return new AheadClock();
        }
    }

    /** The time, and what a test has let pass beside it. */
    static final class AheadClock implements InstantSource {

        private volatile Duration passed = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(passed);
        }

        private synchronized void advance(Duration by) {
            passed = passed.plus(by);
        }
    }
}
