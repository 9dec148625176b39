package io.eprointake.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.eprointake.leakwatch.Ledger;
import io.eprointake.leakwatch.Task;
import io.eprointake.security.Caller;
import io.eprointake.security.StillIn;
import io.eprointake.security.StillIn.Answer;
import io.eprointake.security.StillIn.Asking;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The stream of an open page. Its thread is virtual and its own, so it may wait, and when a slow
 * reader makes it wait, nobody waits with it: a write that is not taken within the connection's
 * timeout ends the stream.
 */
@RestController
@Profile("!analyzer")
class EventController {

    /** How soon a page hears that it is signed out. */
    private static final Duration LOOKS = Duration.ofSeconds(1);

    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Subscriptions pages;
    private final StillIn stillIn;
    private final Ledger ledger;
    private final DashboardProperties settings;
    private final InstantSource clock;
    private final LongSupplier nanos = System::nanoTime;

    EventController(
            Subscriptions pages,
            StillIn stillIn,
            Ledger ledger,
            DashboardProperties settings,
            InstantSource clock) {
        this.pages = pages;
        this.stillIn = stillIn;
        this.ledger = ledger;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * {@code heartbeat} at once and again, {@code changed} with what is to be read again, {@code
     * ended} with why.
     */
    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void events(
            HttpServletRequest request,
            HttpServletResponse response,
            @AuthenticationPrincipal Caller caller)
            throws IOException {
        Asking asking = stillIn.of(request);
        Subscription page = pages.open(caller.scope());
        try {
            events(response, caller, page, asking);
        } finally {
            pages.close(page);
        }
    }

    private void events(
            HttpServletResponse response, Caller caller, Subscription page, Asking asking)
            throws IOException {
        Thread thread = Thread.currentThread();
        Task task =
                ledger.open(
                        "page",
                        caller.name(),
                        settings.streamLife().plus(GRACE),
                        thread::interrupt);
        try {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setCharacterEncoding(UTF_8.name());
            response.setHeader(HttpHeaders.CONNECTION, "close");
            // A proxy that gathers what it passes on would keep it from the page.
            response.setHeader("X-Accel-Buffering", "no");
            send(response, "ended", "{\"why\":\"%s\"}".formatted(stream(response, page, asking)));
        } catch (InterruptedException e) {
            // Operations cut it; the page opens another.
        } finally {
            task.end();
        }
    }

    /** Until it ends; why it did. */
    private String stream(HttpServletResponse response, Subscription page, Asking asking)
            throws IOException, InterruptedException {
        long opened = nanos.getAsLong();
        long beaten = opened - settings.heartbeat().toNanos();
        while (!pages.stopped()) {
            Answer answer = asking.ask();
            if (answer != Answer.IN) {
                return answer.name().toLowerCase(Locale.ROOT);
            }
            long now = nanos.getAsLong();
            if (now - opened >= settings.streamLife().toNanos()) {
                return "too_long";
            }
            if (now - beaten >= settings.heartbeat().toNanos()) {
                send(response, "heartbeat", heartbeat());
                beaten = now;
            }
            Set<Topic> changed = page.await(LOOKS);
            if (!changed.isEmpty()) {
                send(response, "changed", "{\"what\":%s}".formatted(words(changed)));
            }
        }
        return "stopping";
    }

    /** With the time after which a page that hears nothing more has lost the service. */
    private String heartbeat() {
        return "{\"at\":\"%s\",\"within_ms\":%d}"
                .formatted(clock.instant(), settings.heartbeat().toMillis() * 5 / 2);
    }

    private static String words(Set<Topic> topics) {
        return topics.stream()
                .map(topic -> '"' + topic.word() + '"')
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static void send(HttpServletResponse response, String event, String data)
            throws IOException {
        response.getOutputStream()
                .write("event: %s\ndata: %s\n\n".formatted(event, data).getBytes(UTF_8));
        response.flushBuffer();
    }
}
