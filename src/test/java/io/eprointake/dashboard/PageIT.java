package io.eprointake.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.eprointake.testing.Browser;
import io.eprointake.testing.Client;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import io.eprointake.testing.TcpProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page in a real browser: what staff see, click and type, and what becomes of it. */
class PageIT {

    private static final String JSON = "application/json";
    private static final String STUDY = "ONC-301";

    @TempDir static Path folder;
    private static RunningService service;
    private static Client client;
    private static Browser browser;
    private static TcpProxy way;

    @BeforeAll
    static void start() throws IOException {
        browser = Browser.start();
        Path studies = Files.createDirectories(folder.resolve("studies"));
        Files.writeString(
                studies.resolve("onc-301.yaml"),
                """
                study: ONC-301
                time_zone: Europe/Berlin
                sites:
                  - {site: SITE01, target: 20}
                late_by: P2D
                instruments:
                  - {name: PRO-CTCAE, every: day}
                """);
        service =
                RunningService.start(
                        folder,
                        "epro.study.folder",
                        studies.toString(),
                        "epro.dashboard.poll",
                        "50ms",
                        "epro.dashboard.heartbeat",
                        "1s",
                        "epro.security.limits.person",
                        "100000");
        client = service.client();
        way = new TcpProxy(service.port());
        fill();
    }

    /** A subject whose weeks have all that a screen can show. */
    private static void fill() {
        Instant started = Instant.now().minus(Duration.ofDays(20));
        send(
                "/subjects",
                """
                {"subject":"S-WEEKS","study":"ONC-301","site":"SITE01","started_at":"%s","time_zone":"Europe/Berlin"}
                """
                        .formatted(started));
        for (int day = 20; day >= 0; day -= day == 9 ? 5 : 1) {
            Map<String, Object> report = report("SITE01", "S-WEEKS", 1 + day % 3);
            report.put("completed_at", Instant.now().minus(Duration.ofDays(day)).toString());
            if (day == 2) {
                report.put("narrative", Patients.says("I have chest pain and cannot sleep"));
                report.put("language", "en");
            }
            assertThat(client.post(report).statusCode()).isEqualTo(202);
        }
        doubtful("SITE01", "S-DOUBT");
        enroll("SITE01", 3);
        await().until(() -> alerts("SITE01").findValuesAsText("red_flag").contains("chest_pain"));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
            way.close();
            service.close();
        }
    }

    @BeforeEach
    void nobodyComplained() {
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void whoeverShowsNoTokenOfTheirsStaysOutsideAndHearsWhy() {
        Page page = browser.open();
        page.navigate(address());
        page.getByLabel("Token").fill("no-token");
        page.locator("#sign-in").click();
        assertThat(page.locator("#refusal")).containsText("The token lets nobody in");
        page.getByLabel("Token").fill(client.bearer("patient").substring(7));
        page.keyboard().press("Enter");
        assertThat(page.locator("#refusal")).containsText("nothing for the role patient");
        page.getByLabel("Token").fill(token("SITE02"));
        page.keyboard().press("Enter");
        assertThat(page.locator("#account")).containsText("a test");

        page.reload();
        assertThat(page.locator("#screen h1")).hasText("Alerts");
        page.locator("#account").click();
        page.locator("#sign-out").click();
        assertThat(page.locator("#token")).isVisible();
        page.reload();
        assertThat(page.locator("#token")).isVisible();
        done(page);
    }

    @ParameterizedTest
    @CsvSource({"en-GB, LIGHT, 1280", "zh-CN, DARK, 390"})
    void noScreenHindersAnybody(String language, ColorScheme colours, int width) {
        lookAround(language, colours, width);
    }

    @ParameterizedTest
    @CsvSource({"en-GB, DARK, 390", "zh-CN, LIGHT, 1280"})
    @Tag("soak")
    void noScreenHindersAnybodyElse(String language, ColorScheme colours, int width) {
        lookAround(language, colours, width);
    }

    private static void lookAround(String language, ColorScheme colours, int width) {
        Page page = browser.open(language, colours, width, 844);
        page.navigate(address());
        String name = language + "-" + colours.name().toLowerCase(Locale.ROOT);
        look(page, name + "-sign-in", width);
        enter(page, token("SITE01"));
        for (String screen : List.of("alerts", "compliance", "subject", "waiting", "study")) {
            page.navigate(
                    address() + "#/" + screen + "?study=" + STUDY + "&subject=S-WEEKS&state=");
            ready(page, screen);
            if (screen.equals("subject")) {
                page.locator("#words, [data-report]").first().click();
                assertThat(page.locator("#words article").first()).isVisible();
            }
            look(page, name + "-" + screen, width);
        }
        page.navigate(address() + "#/alerts");
        ready(page, "alerts");
        page.locator("button.answer").first().click();
        assertThat(page.locator("dialog")).isVisible();
        look(page, name + "-dialog", width);
        page.keyboard().press("Escape");
        done(page);

        Page ops = browser.open(language, colours, width, 844);
        ops.navigate(address());
        enter(ops, client.bearer("ops").substring(7));
        for (String screen : List.of("waiting", "service", "deliveries", "audit")) {
            ops.navigate(address() + "#/" + screen);
            ready(ops, screen);
            look(ops, name + "-ops-" + screen, width);
        }
        ops.navigate(address() + "#/audit?by=nobody");
        assertThat(ops.locator(".empty")).isVisible();
        look(ops, name + "-ops-audit-empty", width);
        done(ops);

        Page monitor = browser.open(language, colours, width, 844);
        monitor.navigate(address());
        enter(monitor, monitor());
        monitor.navigate(address() + "#/audit?study=" + STUDY);
        ready(monitor, "audit");
        assertThat(monitor.locator("tbody tr").first()).isVisible();
        look(monitor, name + "-monitor-audit", width);
        done(monitor);
    }

    private static void look(Page page, String name, int width) {
        page.screenshot(
                new ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve(name + ".png")));
        assertThat(Browser.hindrances(page)).as(name).isEmpty();
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .as(name + " is no wider than the telephone")
                .isLessThanOrEqualTo(width);
    }

    private static void ready(Page page, String screen) {
        assertThat(page.locator("[data-screen=" + screen + "]"))
                .hasAttribute("aria-current", "page");
        assertThat(page.locator("#screen > p:has-text('…')")).hasCount(0);
    }

    @Test
    void anAlertComesByItselfAndOfTwoWhoAnswerItOneIsTheFirst() {
        Page one = signedIn("SITE11");
        Page other = browser.open();
        other.navigate(address());
        enter(
                other,
                client.signed("site", Map.of("epro_sites", List.of("SITE11"), "sub", "another"))
                        .substring(7));
        assertThat(one.getByText("No alert waits for an answer.")).isVisible();

        post(report("SITE11", "S-BOTH", 3));

        for (Page page : List.of(one, other)) {
            page.getByRole(
                            AriaRole.BUTTON,
                            new GetByRoleOptions().setName("Answer Fatigue of S-BOTH"))
                    .click();
            page.locator("#action").selectOption("advised");
        }
        one.locator("#acknowledge").click();
        assertThat(one.locator("#said")).containsText("1 alert is answered.");
        assertThat(one.getByText("No alert waits for an answer.")).isVisible();
        other.locator("#acknowledge").click();
        assertThat(other.locator("#said")).containsText("was answered already by a test: Advised");
        assertThat(other.getByText("No alert waits for an answer.")).isVisible();
        done(one);
        done(other);
    }

    @Test
    void whatIsBeingTypedStaysWhileNewThingsCome() {
        post(report("SITE12", "S-FIRST", 3));
        Page page = signedIn("SITE12");
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Answer Fatigue of S-FIRST"))
                .click();
        page.locator("#action").selectOption("referred");
        page.locator("#note").pressSequentially("She is told to");

        post(report("SITE12", "S-SECOND", 4));
        assertThat(page.locator("tbody tr")).hasCount(2);

        assertThat(page.locator("#note")).hasValue("She is told to");
        assertThat(page.locator("#note")).isFocused();
        assertThat(page.locator("#action")).hasValue("referred");
        page.keyboard().type(" call");
        page.locator("#acknowledge").click();
        assertThat(page.locator("#said")).containsText("1 alert is answered.");
        assertThat(page.locator("tbody tr")).hasCount(1);
        page.locator("#alerts-state").selectOption("acknowledged");
        assertThat(page.locator("tbody tr")).containsText("She is told to call");
        done(page);
    }

    @Test
    void severalAreAnsweredAtOnce() {
        for (String subject : List.of("S-M1", "S-M2", "S-M3")) {
            post(report("SITE13", subject, 3));
        }
        Page page = signedIn("SITE13");
        page.getByLabel("Choose Fatigue of S-M1").check();
        page.getByLabel("Choose Fatigue of S-M3").check();
        page.locator("#answer-chosen").click();
        page.locator("#action").selectOption("no_action");
        page.locator("#acknowledge").click();

        assertThat(page.locator("#said")).containsText("2 alerts are answered.");
        assertThat(page.locator("tbody tr")).hasCount(1);
        assertThat(page.locator("tbody tr")).containsText("S-M2");
        done(page);
    }

    @Test
    void whatWasShownBesidesTheFirstPageStaysWhenSomethingChanges() {
        for (int i = 0; i < 55; i++) {
            post(report("SITE21", "S-L" + i, 3));
        }
        Page page = signedIn("SITE21");
        assertThat(page.locator("tbody tr")).hasCount(50);
        page.locator("button.more").click();
        assertThat(page.locator("tbody tr")).hasCount(55);

        post(report("SITE21", "S-LAST", 3));

        assertThat(page.locator("tbody tr")).hasCount(56);
        assertThat(page.locator("button.more")).hasCount(0);
        done(page);
    }

    @Test
    void itSaysPlainlyWhenItHasLostTheServiceAndGoesOnWhenItIsBack() {
        Page page = browser.open();
        page.navigate("http://127.0.0.1:" + way.port() + "/");
        enter(page, token("SITE14"));
        assertThat(page.locator("#connection")).containsText("Last heard from the service at");
        assertThat(page.getByText("No alert waits for an answer.")).isVisible();
        // Its stream has said how long it may be silent.
        page.waitForResponse("**/alerts?*", () -> post(report("SITE14", "S-HEARD", 1 + 2)));

        way.block();
        try {
            assertThat(page.locator(".banner")).containsText("No connection since");
            post(report("SITE14", "S-MISSED", 3));
        } finally {
            way.unblock();
        }

        assertThat(
                        page.locator("tbody tr")
                                .filter(new Locator.FilterOptions().setHasText("S-MISSED")))
                .isVisible();
        assertThat(page.locator(".banner")).hasCount(0);
        done(page);
    }

    @Test
    void aDoubtfulReportIsLookedAtReleasedOrCorrected() {
        String released = doubtful("SITE15", "S-LOOK");
        String corrected = doubtful("SITE15", "S-MEND");
        Page page = signedIn("SITE15");
        page.locator("[data-screen=waiting]").click();
        Locator first = page.locator("article[data-report='" + released + "']");
        assertThat(first).containsText("PROCTCAE_53A_SCL");
        assertThat(first).containsText("out of range");
        assertThat(first.getByRole(AriaRole.LINK)).hasText("S-LOOK");
        first.getByLabel("Why, for the record").fill("she was asked, and meant 3");
        first.locator(".release").click();
        assertThat(page.locator("#said")).containsText("The report is released.");
        assertThat(first).hasCount(0);
        await().until(() -> client.report(released).at("/state").asText().equals("analyzed"));

        Locator second = page.locator("article[data-report='" + corrected + "']");
        second.locator(".amend").click();
        page.getByLabel("PROCTCAE_53A_SCL").fill("2");
        page.getByLabel("Why it is corrected").fill("she pressed twice");
        page.locator("#correct").click();
        assertThat(page.locator("#said")).containsText("The correction is stored.");
        JsonNode now = client.report(corrected);
        String by = now.at("/amended_by").asText();
        assertThat(client.report(by).at("/state").asText()).isEqualTo("analyzed");
        done(page);
    }

    @Test
    void byKeyboardAloneFromTheSignInToTheAnswer() {
        post(report("SITE16", "S-KEYS", 3));
        Page page = browser.open();
        page.navigate(address());
        tabTo(page, "#token");
        page.keyboard().type(token("SITE16"));
        page.keyboard().press("Enter");
        assertThat(page.locator("#screen h1")).isFocused();
        tabTo(page, "button.answer");
        page.keyboard().press("Enter");
        tabTo(page, "#action");
        page.keyboard().press("ArrowDown");
        tabTo(page, "#note");
        page.keyboard().type("by keys");
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");

        assertThat(page.locator("#said")).containsText("1 alert is answered.");
        assertThat(page.locator("#screen h1")).isFocused();
        done(page);
    }

    private static void tabTo(Page page, String what) {
        for (int i = 0; i < 40 && !focused(page, what); i++) {
            page.keyboard().press("Tab");
        }
        assertThat(focused(page, what)).as(what).isTrue();
    }

    private static boolean focused(Page page, String what) {
        return (Boolean)
                page.evaluate(
                        "what => document.activeElement !== null && document.activeElement.matches(what)",
                        what);
    }

    @Test
    void whoDidWhatIsFoundByKeyboardGoesFurtherBackAndIsDownloaded() {
        for (int i = 0; i < 55; i++) {
            post(report("SITE22", "S-TRAIL" + i, 0));
        }
        Page page = browser.open();
        page.navigate(address());
        enter(page, monitor());
        page.locator("[data-screen=audit]").click();
        assertThat(page.locator("tbody tr")).hasCount(50);
        page.locator("button.older").click();
        assertThat(page.locator("tbody tr").nth(50)).isVisible();

        tabTo(page, "[name=what]");
        for (int i = 0; i < 3; i++) {
            page.keyboard().press("ArrowDown");
        }
        tabTo(page, "[name=by]");
        page.keyboard().type("nobody");
        page.keyboard().press("Enter");
        assertThat(page.getByText("No such act is on record.")).isVisible();
        assertThat(page.locator("[name=by]")).hasValue("nobody");
        assertThat(page.locator("[name=what]")).hasValue("released");
        page.locator("[name=by]").fill("");
        page.locator("[name=what]").selectOption("accepted");
        page.locator("#audit-show").click();
        assertThat(page.locator("tbody tr")).hasCount(50);

        var download = page.waitForDownload(() -> page.locator("#audit-download").click());
        assertThat(download.suggestedFilename()).isEqualTo("audit.csv");
        assertThat(download.failure()).isNull();
        assertThat(download.path())
                .content()
                .startsWith("at,chain,number,what,")
                .contains(",accepted,")
                .doesNotContain(",signed_in,");
        done(page);
    }

    /** Who sees all sites, and reads what patients wrote. */
    private static String monitor() {
        return client.signed("analyst", Map.of("epro_may", List.of("narratives"))).substring(7);
    }

    @Test
    void whatAPatientWroteIsTextWhateverItLooksLike() {
        String evil = "<img src=x onerror=alert(1)> I have chest pain <script>alert(2)</script>";
        send(
                "/subjects",
                """
                {"subject":"S-EVIL","study":"ONC-301","site":"SITE18","started_at":"%s","time_zone":"UTC"}
                """
                        .formatted(Instant.now().minus(Duration.ofDays(3))));
        Map<String, Object> report = report("SITE18", "S-EVIL", 0);
        report.put("narrative", Patients.says(evil));
        report.put("language", "en");
        String id = String.valueOf(report.get("report_id"));
        post(report);
        await().until(() -> client.report(id).at("/state").asText().equals("analyzed"));
        Page page = signedIn("SITE18");
        page.navigate(address() + "#/subject?study=" + STUDY + "&subject=S-EVIL");
        page.locator("button[data-report='" + id + "']").first().click();

        assertThat(page.locator("#words blockquote")).containsText("<img src=x onerror=alert(1)>");
        assertThat(page.locator("#words mark").first()).containsText("chest pain");
        assertThat(page.locator("#words img")).hasCount(0);
        done(page);
    }

    @Test
    void theStudySaysHowManyReportsCameTodayAndWhereTheyStand() {
        post(report("SITE23", "S-TODAY", 1));
        Page page = signedIn("SITE23");
        page.locator("[data-screen=study]").click();
        assertThat(page.locator("tr:has([data-state=analyzed]) td")).hasText("1");
        assertThat(page.locator("tr:has([data-state=quarantined]) td")).hasText("0");

        doubtful("SITE23", "S-TODAY");

        assertThat(page.locator("tr:has([data-state=quarantined]) td")).hasText("1");
        done(page);
    }

    @Test
    void whoseTokenIsRevokedIsSignedOutByItself() {
        JsonNode made =
                Client.tree(
                        client.post(
                                "/tokens",
                                JSON,
                                "{\"name\":\"hall\",\"role\":\"dashboard\",\"days\":1}"
                                        .getBytes(UTF_8)));
        Page page = browser.open();
        page.navigate(address());
        enter(page, made.at("/token").asText());
        Locator total = page.locator("#total");
        int before = Integer.parseInt(total.textContent());
        enroll("SITE19", 1);
        assertThat(total).hasText(String.valueOf(before + 1));

        client.delete("/tokens/" + made.at("/token_id").asText());

        assertThat(page.locator("#refusal")).containsText("Your session has ended");
        done(page);
    }

    /** What an hour has of heartbeats and changes, in as little time as they can come. */
    @Test
    @Tag("soak")
    void aPageThatIsOpenForLongLeaksNeitherMemoryNorAThread() {
        Page page = signedIn("SITE20");
        Subscriptions pages = service.bean(Subscriptions.class);
        churn(page, pages, 10);
        double before = heap(page);
        double threads = client.leakwatch().at("/threads/platform/live").asDouble();
        churn(page, pages, 40);
        double after = heap(page);

        System.out.printf(
                "An open page after %d changes: %.1f MB, before %.1f MB%n",
                40, after / 1e6, before / 1e6);
        assertThat(after).isLessThan(before + 3e6);
        assertThat(client.leakwatch().at("/threads/platform/live").asDouble())
                .isLessThanOrEqualTo(threads + 3);
        done(page);
    }

    private static void churn(Page page, Subscriptions pages, int changes) {
        for (int i = 0; i < changes; i++) {
            page.waitForResponse(
                    answer -> answer.url().contains("/alerts?"), () -> pages.tellAll(Topic.ALERTS));
        }
    }

    private static double heap(Page page) {
        var devtools = page.context().newCDPSession(page);
        devtools.send("HeapProfiler.collectGarbage");
        return devtools.send("Runtime.getHeapUsage").get("usedSize").getAsDouble();
    }

    private static String address() {
        return "http://127.0.0.1:" + service.port() + "/";
    }

    private static String token(String site) {
        return client.signed("site", Map.of("epro_sites", List.of(site))).substring(7);
    }

    private static Page signedIn(String site) {
        Page page = browser.open();
        page.navigate(address());
        enter(page, token(site));
        return page;
    }

    private static void enter(Page page, String token) {
        page.locator("#token").fill(token);
        page.locator("#sign-in").click();
        assertThat(page.locator("#screen h1")).not().hasText("Sign in");
        assertThat(page.locator("#account")).isVisible();
    }

    /** Nothing was refused by its policy, and nothing was thrown. */
    private static void done(Page page) {
        page.context().close();
        assertThat(browser.complaints()).isEmpty();
    }

    private static Map<String, Object> report(String site, String subject, int fatigue) {
        Map<String, Object> report = Patients.withoutNarrative(UUID.randomUUID(), subject);
        report.put("site", site);
        report.put("study", STUDY);
        report.put("completed_at", Instant.now().toString());
        report.put("responses", Map.of("PROCTCAE_53A_SCL", fatigue));
        return report;
    }

    private static String post(Map<String, Object> report) {
        assertThat(client.post(report).statusCode()).isEqualTo(202);
        return String.valueOf(report.get("report_id"));
    }

    private static String doubtful(String site, String subject) {
        return post(report(site, subject, 7));
    }

    private static JsonNode alerts(String site) {
        return Client.tree(
                client.get(
                        "/alerts?limit=200",
                        "Authorization",
                        client.signed("site", Map.of("epro_sites", List.of(site)))));
    }

    private static void enroll(String site, int patients) {
        send(
                "/enrollment",
                "{\"event_id\":\"%s\",\"site\":\"%s\",\"patients\":%d}"
                        .formatted(UUID.randomUUID(), site, patients));
    }

    private static void send(String path, String body) {
        assertThat(client.post(path, JSON, body.getBytes(UTF_8)).statusCode()).isEqualTo(200);
    }
}
