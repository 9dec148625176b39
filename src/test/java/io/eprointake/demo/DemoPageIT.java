package io.eprointake.demo;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.ColorScheme;
import io.eprointake.testing.Browser;
import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whoever watches the demo sees; it makes the pictures of the README. */
@Tag("soak")
class DemoPageIT {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** The README has them. */
    private static final long MOST_BYTES = 120_000;

    /** One of the first who were enrolled, so that there are weeks to see. */
    private static final String EARLY = "SITE003-002";

    @TempDir static Path folder;
    private static Browser browser;
    private static RunningService service;

    @BeforeAll
    static void start() {
        browser = Browser.start();
        service =
                RunningService.start(
                        folder, "spring.profiles.active", "demo", "epro.demo.day", "40s");
    }

    @AfterAll
    static void stop() throws IOException {
        if (browser != null) {
            browser.close();
            DemoIT.stop(service);
        }
    }

    @Test
    void thePageIsAlive() throws IOException {
        await().atMost(LIMIT).until(() -> service.bean(Demo.class).stage() == Demo.Stage.DAY);

        Page ops = signedIn("ops");
        show(ops, "service");
        ops.setDefaultTimeout((double) LIMIT.toMillis());
        ops.locator(".badge[data-state=open]").waitFor();
        picture(ops, "service");

        await().atMost(LIMIT).until(() -> service.bean(Demo.class).stage() == Demo.Stage.OVER);
        Page site = signedIn("site");
        show(site, "alerts");
        assertThat(site.locator("button.answer").first()).isVisible();
        picture(site, "alerts");

        site.navigate(address() + "#/subject?study=" + Trial.STUDY + "&subject=" + EARLY);
        assertThat(site.locator("table.heat")).isVisible();
        picture(site, "subject");

        assertThat(browser.complaints()).isEmpty();
    }

    private static Page signedIn(String role) throws IOException {
        Page page = browser.open("en-GB", ColorScheme.LIGHT, 1280, 660);
        page.navigate(address());
        page.locator("#token").fill(Files.readString(token(role)));
        page.locator("#sign-in").click();
        assertThat(page.locator("#account")).isVisible();
        return page;
    }

    private static String address() {
        return "http://127.0.0.1:" + service.port() + "/";
    }

    private static Path token(String role) {
        return service.storeFile().resolveSibling("tokens").resolve(role + ".jwt");
    }

    private static void show(Page page, String screen) {
        page.locator("[data-screen=" + screen + "]").click();
        assertThat(page.locator("[data-screen=" + screen + "]"))
                .hasAttribute("aria-current", "page");
    }

    private static void picture(Page page, String name) throws IOException {
        Path file = Browser.SCREENSHOTS.resolve("demo-" + name + ".png");
        page.screenshot(new ScreenshotOptions().setPath(file));
        assertThat(Files.size(file)).isLessThan(MOST_BYTES);
    }
}
