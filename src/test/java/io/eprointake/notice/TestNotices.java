package io.eprointake.notice;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.eprointake.audit.Trail;
import io.eprointake.leakwatch.LeakwatchProperties;
import io.eprointake.leakwatch.Ledger;
import io.eprointake.leakwatch.Lookups;
import io.eprointake.leakwatch.Loops;
import io.eprointake.leakwatch.PermitPools;
import io.eprointake.leakwatch.Permits;
import io.eprointake.leakwatch.Signal;
import io.eprointake.leakwatch.Threads;
import io.eprointake.sealing.DataKeys;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Replica;
import io.eprointake.store.Store;
import io.eprointake.store.TestStore;
import io.eprointake.study.Studies;
import io.eprointake.study.StudyProperties;
import io.eprointake.testing.Clock;
import io.eprointake.testing.Secrets;
import io.eprointake.testing.StoreKey;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** One of the processes that send notices over a database. */
final class TestNotices implements AutoCloseable {

    static final String STUDY = "ONC-301";
    static final Duration DEADLINE = Duration.ofSeconds(1);

    /** Of which the second is the older one. */
    static final List<String> SECRETS =
            List.of(
                    Secrets.note("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAAAAAAAAAAA="),
                    Secrets.note("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDAAAAAAAAAAA="));

    final TestStore opened;
    final Store store;
    final Notices notices;
    final NoticeList list;
    final NoticeQueue queue;
    final NoticeLoop loop;
    final Permits permits;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Ledger ledger = new Ledger(LeakwatchProperties.defaults(), meters);
    private final Threads threads = new Threads(meters);
    private final Lookups lookups = new Lookups(ledger, threads);
    private final Channels channels;
    private final Clock clock;

    /**
     * Sends nothing before its loop is started.
     *
     * @param study its recipients, as its file says them
     * @param mail the port of a mail server here; null for none
     */
    TestNotices(String url, Clock clock, Path folder, String study, @Nullable Integer mail) {
        this(url, clock, folder, study, mail, List.of());
    }

    /**
     * As above.
     *
     * @param never the recipients whose circuit never opens
     */
    TestNotices(
            String url,
            Clock clock,
            Path folder,
            String study,
            @Nullable Integer mail,
            List<String> never) {
        this.clock = clock;
        opened = new TestStore(url, clock, Duration.ofSeconds(10), meters);
        store = opened.store();
        Studies studies = studies(folder, study);
        var settings =
                new NoticeProperties(
                        Map.of("hook", secrets(), "other", secrets()),
                        true,
                        null,
                        "epro@trial.example",
                        URI.create("https://epro.example/alerts/"),
                        Duration.ofMinutes(10),
                        DEADLINE,
                        4,
                        Duration.ofMillis(10),
                        Duration.ofDays(3));
        var keys = new StudyKeys(new DataKeys(store.apart(), store), StoreKey.wrapping(url));
        keys.check();
        notices = new Notices(studies);
        list = new NoticeList(store, new Trail(Replica.random(), keys));
        var json =
                JsonMapper.builder()
                        .addModule(new JavaTimeModule())
                        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .build();
        channels =
                new Channels(
                        new Webhook(settings, null, lookups, json, clock),
                        mail == null ? null : new Mail(sender(mail), settings, lookups, threads));
        var recipients = new Recipients(studies);
        var registry = CircuitBreakerRegistry.ofDefaults();
        never.forEach(name ->
                registry.circuitBreaker(
                        "notice-" + name,
                        CircuitBreakerConfig.custom().minimumNumberOfCalls(100_000).build()));
        var circuits = new Circuits(registry, recipients);
        queue = new NoticeQueue(store, Duration.ofSeconds(46), settings);
        permits = new PermitPools(meters).open("notices", settings.concurrency(), () -> {});
        var noticeMeters = new NoticeMeters(meters, clock);
        var wake = new Signal();
        var deliveries =
                new Deliveries(
                        queue,
                        recipients,
                        channels,
                        circuits,
                        permits,
                        ledger,
                        threads,
                        settings.deliveryDeadline(),
                        noticeMeters,
                        wake);
        loop =
                new NoticeLoop(
                        queue,
                        deliveries,
                        circuits,
                        noticeMeters,
                        settings.poll(),
                        Duration.ofMillis(50),
                        clock::nanos,
                        wake,
                        new Loops(meters, () -> {}));
    }

    private static List<WebhookSecret> secrets() {
        return SECRETS.stream().map(WebhookSecret::valueOf).toList();
    }

    /** Those of one study, whose file is written first. */
    static Studies studies(Path folder, String study) {
        try {
            Path file = Files.createDirectories(folder.resolve("studies")).resolve("study.yaml");
            Files.writeString(file, "study: " + STUDY + "\n" + study);
            return new Studies(new StudyProperties(file.getParent()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JavaMailSenderImpl sender(int port) {
        var sender = new JavaMailSenderImpl();
        sender.setHost("127.0.0.1");
        sender.setPort(port);
        return sender;
    }

    /** Tells of an alert, and waits for the commit. */
    void tell(News... news) {
        store.await(
                store.write(tx -> {
                    notices.tell(tx, List.of(news));
                    return true;
                }));
    }

    /** An alert of this study that its first role is to answer. */
    static News news(long alert) {
        return new News(News.Kind.RAISED, STUDY, "SITE03", alert, "severe", false, 3, "site");
    }

    static News redFlag(long alert) {
        return new News(News.Kind.RAISED, STUDY, "SITE03", alert, "red_flag", true, null, "site");
    }

    /** In the order in which they were written. */
    List<NoticeList.Delivery> all() {
        return list.list(null, null, null, 1000).reversed();
    }

    List<String> states() {
        return all().stream().map(NoticeList.Delivery::state).toList();
    }

    void pass(Duration time) {
        opened.pass(clock, time);
    }

    double count(String outcome, String channel) {
        return meters.get("epro.notices")
                .tags("outcome", outcome, "channel", channel)
                .counter()
                .count();
    }

    @Override
    public void close() {
        loop.stop();
        channels.close();
        lookups.close();
        opened.close();
    }
}
