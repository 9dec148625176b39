package io.eprointake.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByLabelOptions;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.SelectOption;
import io.eprointake.testing.Browser;
import io.eprointake.testing.Client;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What people do with the page, written down by somebody who had not seen it. */
@Tag("soak")
class PageCasesIT {

    private static final String JSON = "application/json";
    private static final double SOON = 10_000; // ms

    @TempDir static Path folder;
    private static RunningService service;
    private static Client client;
    private static Browser browser;

    private final Map<String, Page> browsers = new HashMap<>();
    private Page page = turnTo("a");

    @BeforeAll
    static void start() throws IOException {
        browser = Browser.start();
        Path studies = Files.createDirectories(folder.resolve("studies"));
        String sites =
                IntStream.range(1, 100)
                        .mapToObj("  - {site: SITE%02d, target: 40}\n"::formatted)
                        .collect(Collectors.joining());
        Files.writeString(
                studies.resolve("onc-301.yaml"),
                "study: ONC-301\ntime_zone: UTC\nsites:\n"
                        + sites
                        + "instruments:\n  - {name: PRO-CTCAE, every: day}\n");
        service =
                RunningService.start(
                        folder,
                        "epro.study.folder",
                        studies.toString(),
                        "epro.dashboard.poll",
                        "50ms",
                        "epro.security.limits.person",
                        "100000",
                        "epro.security.limits.strangers",
                        "100000");
        client = service.client();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
            service.close();
        }
    }

    static Stream<Arguments> cases() throws IOException {
        JsonNode cases =
                Client.JSON.readTree(
                        PageCasesIT.class.getResourceAsStream("/dashboard/cases.json"));
        return StreamSupport.stream(cases.spliterator(), false)
                .map(it -> Arguments.of(it.get("name").asText(), it.get("steps")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void isAsItShouldBe(String name, JsonNode steps) {
        try {
            for (JsonNode step : steps) {
                var only = step.properties().iterator().next();
                take(only.getKey(), only.getValue());
            }
            assertThat(browser.complaints()).isEmpty();
        } finally {
            browsers.values().forEach(it -> it.context().close());
        }
    }

    private Page turnTo(String which) {
        return browsers.computeIfAbsent(
                which,
                it -> {
                    Page opened = browser.open();
                    opened.navigate("http://127.0.0.1:" + service.port() + "/");
                    return opened;
                });
    }

    private void take(String step, JsonNode what) {
        String text = what.asText();
        switch (step) {
            case "as" -> enter(token(what));
            case "token" -> enter(text);
            case "report" -> report(what);
            case "register" -> register(what);
            case "enroll" -> enroll(what);
            case "screen" -> page.getByRole(AriaRole.NAVIGATION).getByText(text).click();
            case "click" -> button(text).click();
            case "link" ->
                    page.getByRole(
                                    AriaRole.LINK,
                                    new GetByRoleOptions().setName(text).setExact(true))
                            .first()
                            .click();
            case "fill" ->
                    what.properties()
                            .forEach(it -> field(it.getKey()).fill(it.getValue().asText()));
            case "select" ->
                    what.properties()
                            .forEach(it ->
                                    field(it.getKey())
                                            .selectOption(
                                                    new SelectOption()
                                                            .setLabel(it.getValue().asText())));
            case "check" -> field(text).check();
            case "press" -> page.keyboard().press(text);
            case "type" -> page.keyboard().type(text);
            case "browser" -> page = turnTo(text);
            case "reload" -> page.reload();
            case "back" -> page.goBack();
            case "see" ->
                    assertThat(page.getByText(text).filter(visible()).first())
                            .isVisible(new IsVisibleOptions().setTimeout(SOON));
            case "not_see" -> assertThat(page.getByText(text).filter(visible())).hasCount(0);
            case "row" ->
                    assertThat(
                                    rows().filter(has(what.get("has").asText()))
                                            .filter(has(what.get("and").asText()))
                                            .first())
                            .isVisible(new IsVisibleOptions().setTimeout(SOON));
            case "no_row" ->
                    assertThat(rows().filter(has(text)))
                            .hasCount(0, new HasCountOptions().setTimeout(SOON));
            case "focus" -> assertThat(page.locator(":focus")).hasAccessibleName(text);
            case "value" ->
                    what.properties()
                            .forEach(it ->
                                    assertThat(field(it.getKey()))
                                            .hasValue(it.getValue().asText()));
            case "title" -> assertThat(page).hasTitle(Pattern.compile(text));
            default -> throw new IllegalArgumentException(step);
        }
    }

    private Locator rows() {
        return page.locator("#screen tr, #screen article");
    }

    private static Locator.FilterOptions has(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    private static Locator.FilterOptions visible() {
        return new Locator.FilterOptions().setVisible(true);
    }

    /** The account's is a disclosure, which has no role of its own. */
    private Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true))
                .or(page.locator("summary").filter(has(name)))
                .first();
    }

    private Locator field(String label) {
        return page.getByLabel(label, new GetByLabelOptions().setExact(true))
                .or(page.locator("label").filter(has(label)).locator("select, input"))
                .first();
    }

    private void enter(String token) {
        page.locator("#token").fill(token);
        page.locator("#sign-in").click();
    }

    private static String token(JsonNode who) {
        Map<String, Object> claims = new HashMap<>();
        claims.put("sub", who.path("name").asText("somebody"));
        if (who.has("sites")) {
            claims.put("epro_sites", strings(who.get("sites")));
        }
        if (who.has("may")) {
            claims.put("epro_may", strings(who.get("may")));
        }
        String role = who.get("role").asText();
        if (role.equals("patient")) {
            return client.bearer(role).substring(7);
        }
        return client.signed(role, claims).substring(7);
    }

    private static List<String> strings(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
    }

    private static void report(JsonNode of) {
        Map<String, Object> report =
                Patients.withoutNarrative(UUID.randomUUID(), of.get("subject").asText());
        report.put("study", "ONC-301");
        report.put("site", of.get("site").asText());
        report.put(
                "completed_at",
                Instant.now().minus(Duration.ofDays(of.path("days_ago").asInt(0))).toString());
        report.put("language", of.path("language").asText("en"));
        report.put(
                "responses",
                of.has("responses") ? of.get("responses") : Map.of("PROCTCAE_53A_SCL", 1));
        if (of.has("narrative")) {
            report.put("narrative", Patients.says(of.get("narrative").asText()));
        }
        assertThat(client.post(report).statusCode()).isEqualTo(202);
    }

    private static void register(JsonNode who) {
        send(
                "/subjects",
                Map.of(
                        "study",
                        "ONC-301",
                        "site",
                        who.get("site").asText(),
                        "subject",
                        who.get("subject").asText(),
                        "time_zone",
                        "UTC",
                        "started_at",
                        Instant.now()
                                .minus(Duration.ofDays(who.path("days_ago").asInt(0)))
                                .toString()));
    }

    private static void enroll(JsonNode of) {
        send(
                "/enrollment",
                Map.of(
                        "event_id",
                        UUID.randomUUID().toString(),
                        "site",
                        of.get("site").asText(),
                        "patients",
                        of.get("patients").asInt()));
    }

    private static void send(String path, Map<String, Object> body) {
        try {
            byte[] json = Client.JSON.writeValueAsBytes(body);
            assertThat(client.post(path, JSON, json).statusCode()).as(path).isEqualTo(200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
