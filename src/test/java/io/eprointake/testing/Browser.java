package io.eprointake.testing;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A real Chromium (Debian: {@code chromium}, {@code fonts-noto-cjk}). Whatever its pages refuse by
 * their Content-Security-Policy, or throw, is kept, and a test asks that there was none. It is used
 * by one thread.
 */
public final class Browser implements AutoCloseable {

    /** Where screenshots are put. */
    public static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private static final double LIMIT = 15_000; // ms, of each wait

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Browser(Path program) {
        playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        chromium =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(program)
                                        .setChromiumSandbox(false));
    }

    /** Starts it, or skips the test, and says so, where there is none. */
    public static Browser start() {
        return new Browser(Program.installed("chromium", "google-chrome"));
    }

    /** A person's browser, in whose language and colours. */
    public Page open(String language, ColorScheme colours, int width, int height) {
        BrowserContext context =
                chromium.newContext(
                        new com.microsoft.playwright.Browser.NewContextOptions()
                                .setLocale(language)
                                .setTimezoneId("Europe/Berlin")
                                .setColorScheme(colours)
                                .setReducedMotion(ReducedMotion.REDUCE)
                                .setViewportSize(width, height));
        context.setDefaultTimeout(LIMIT);
        Page page = context.newPage();
        page.onPageError(error -> complaints.add(error));
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !expected(message.text())) {
                complaints.add(message.text());
            }
        });
        return page;
    }

    public Page open() {
        return open("en-GB", ColorScheme.LIGHT, 1280, 900);
    }

    /**
     * A refusal that a test makes on purpose, or a server that it stops: the page says so itself.
     */
    private static boolean expected(String message) {
        return message.startsWith("Failed to load resource");
    }

    /** What pages complained of until now: broken policy, errors. */
    public List<String> complaints() {
        return complaints;
    }

    /** What hinders people who see, hear or move otherwise, by axe-core: a line each. */
    public static List<String> hindrances(Page page) {
        return new AxeBuilder(page)
                        .withTags(
                                List.of(
                                        "wcag2a",
                                        "wcag2aa",
                                        "wcag21a",
                                        "wcag21aa",
                                        "wcag22aa",
                                        "best-practice"))
                        .analyze()
                        .getViolations()
                        .stream()
                        .flatMap(rule ->
                                rule.getNodes().stream()
                                        .map(node ->
                                                rule.getId()
                                                        + ": "
                                                        + node.getTarget()
                                                        + " "
                                                        + node.getHtml()))
                        .toList();
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}
