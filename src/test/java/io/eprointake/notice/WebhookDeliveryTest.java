package io.eprointake.notice;

import static io.eprointake.notice.TestNotices.news;
import static io.eprointake.notice.TestNotices.redFlag;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eprointake.audit.Actor;
import io.eprointake.store.TestStore;
import io.eprointake.testing.Clock;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Call;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.eprointake.testing.NoLeaks;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a receiver does, each notice is told, and under one id. */
@NoLeaks
class WebhookDeliveryTest {

    private static final Actor OPS = new Actor("ops", "ops", null, null, "10.1.2.3");

    private final Clock clock = new Clock();
    private final Queue<Call> heard = new ConcurrentLinkedQueue<>();
    private final FakeAnalyzer hook = new FakeAnalyzer(Manner.HEALTHY).hearing(heard::add);
    private final FakeAnalyzer other = new FakeAnalyzer(Manner.HEALTHY);
    private final Path folder;
    private final String url;
    private TestNotices replica;

    WebhookDeliveryTest(@TempDir Path folder) {
        this.folder = folder;
        this.url = TestStore.sqlite(folder);
        this.replica = open();
    }

    private TestNotices open() {
        return new TestNotices(
                url,
                clock,
                folder,
                """
                recipients:
                  - {name: hook, role: site, webhook: "%s/in?key=of-the-receiver"}
                  - {name: other, role: site, webhook: "%s", rules: [red_flag]}
                  - {name: later, role: investigator, email: nurse@trial.example, score_at_least: 4}
                """
                        .formatted(hook.url(), other.url()),
                null,
                List.of("hook"));
    }

    @AfterEach
    void close() {
        replica.close();
        hook.close();
        other.close();
    }

    @Test
    void whoeverWantsItIsToldThinlyAndCanTellThatItIsFromHere() throws Exception {
        replica.tell(redFlag(17));
        replica.loop.start();

        await().until(() -> replica.states().equals(List.of("sent", "sent")));

        Call call = Objects.requireNonNull(heard.peek());
        assertThat(call.head()).startsWith("POST /in?key=of-the-receiver HTTP/1.1");
        assertThat(call.header("content-type")).isEqualTo("application/json");
        assertThat(call.body())
                .isEqualTo(
                        """
                        {"type":"alert.raised","timestamp":"2026-03-03T08:00:00Z",\
                        "data":{"study":"ONC-301","site":"SITE03","alert":17,"rule":"red_flag",\
                        "red_flag":true,"role":"site","link":"https://epro.example/alerts/17"}}\
                        """);
        assertThat(call.header("webhook-timestamp"))
                .isEqualTo(Long.toString(clock.instant().getEpochSecond()));
        assertThat(signaturesOf(call))
                .containsExactly(
                        expected(call, TestNotices.SECRETS.get(0)),
                        expected(call, TestNotices.SECRETS.get(1)));
        assertThat(other.calls()).isEqualTo(1);
        assertThat(replica.count("sent", "webhook")).isEqualTo(2);
    }

    @Test
    void onlyThoseOfTheRoleWhoWantItAreTold() {
        replica.tell(
                news(1),
                new News(
                        News.Kind.ESCALATED, "ONC-301", "SITE03", 2, "a", false, 3, "investigator"),
                new News(
                        News.Kind.ESCALATED, "ONC-301", "SITE03", 3, "a", false, 4, "investigator"),
                new News(News.Kind.RAISED, "another study", "SITE03", 4, "a", true, 4, "site"));

        assertThat(replica.all())
                .extracting(it -> it.recipient() + " " + it.alert() + " " + it.kind())
                .containsExactly("hook 1 raised", "later 3 escalated");
        assertThat(replica.notices.wanted("ONC-301")).isTrue();
        assertThat(replica.notices.wanted("another study")).isFalse();
    }

    @Test
    void whatWasRolledBackIsNotTold() {
        var undone =
                replica.store.<Boolean>write(tx -> {
                    replica.notices.tell(tx, List.of(news(1)));
                    throw new IllegalStateException("undone");
                });

        assertThatThrownBy(undone::join).isNotNull();
        assertThat(replica.all()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Manner.class,
            names = {
                "HANGING",
                "DRIBBLING",
                "RESETTING",
                "FAILING",
                "NOISE",
                "REDIRECTING",
                "REFUSING"
            })
    void whatTheReceiverDidNotTakeIsSentAgainUnderTheSameId(Manner manner) throws Exception {
        hook.become(manner);
        replica.tell(news(1));
        replica.tell(news(2));
        replica.loop.start();
        await().until(() -> triedAll(1));

        await().until(() -> hook.connections() == 0);
        assertThat(replica.permits.numbers().inUse()).isZero();
        assertThat(replica.all())
                .extracting(NoticeList.Delivery::lastError)
                .containsOnly(word(manner));
        hook.become(Manner.HEALTHY);
        replica.pass(Duration.ofSeconds(6));

        await().until(() -> replica.states().equals(List.of("sent", "sent")));
        List<String> ids = replica.all().stream().map(it -> it.deliveryId().toString()).toList();
        assertThat(heard).extracting(call -> call.header("webhook-id")).hasSameElementsAs(ids);
        assertThat(heard).hasSize(4);
        for (Call call : heard) {
            assertThat(signaturesOf(call)).contains(expected(call, TestNotices.SECRETS.get(0)));
            assertThat(call.head()).startsWith("POST /in?key=of-the-receiver ");
        }
        Call last = heard.stream().reduce((one, next) -> next).orElseThrow();
        assertThat(last.header("webhook-timestamp"))
                .isEqualTo(Long.toString(clock.instant().getEpochSecond()));
    }

    private static String word(Manner manner) {
        return switch (manner) {
            case HANGING, DRIBBLING, NOISE -> "timed_out";
            case FAILING -> "answered_500";
            case REDIRECTING -> "redirected";
            case REFUSING -> "answered_401";
            default -> "no_answer";
        };
    }

    private boolean triedAll(int attempts) {
        return replica.count("failed", "webhook") == attempts * replica.all().size();
    }

    /** The head says that it was taken; nobody waits for what comes after. */
    @Test
    void anAnswerThatTricklesHasBeenGivenWithItsHead() {
        hook.become(Manner.TRICKLING);
        replica.tell(news(1));
        replica.loop.start();

        await().until(() -> replica.states().equals(List.of("sent")));
        await().until(() -> hook.connections() == 0);
        assertThat(heard).hasSize(1);
    }

    @Test
    void aReceiverThatIsDownIsTriedWithGrowingPausesAndGetsAllOfItWhenItIsBack() {
        hook.close();
        replica.tell(news(1));
        replica.loop.start();
        await().until(() -> triedAll(1));
        for (int attempt = 2; attempt < 6; attempt++) {
            var due = Objects.requireNonNull(replica.all().getFirst().nextTryAt());
            Duration pause = Duration.between(clock.instant(), due);
            assertThat(pause).isEqualTo(Duration.ofSeconds(5L << (attempt - 2)));
            replica.pass(pause);
            int now = attempt;
            await().until(() -> triedAll(now));
        }
        assertThat(replica.all())
                .extracting(NoticeList.Delivery::lastError)
                .contains("unreachable");
        assertThat(NoticeQueue.pause(100)).isEqualTo(Duration.ofMinutes(10));
        assertThat(replica.meters.get("epro.notices.waiting").gauge().value()).isEqualTo(1);
        assertThat(replica.meters.get("epro.notices.oldest").timeGauge().value()).isPositive();
    }

    @Test
    void afterThreeDaysOfAttemptsItIsSetAsideAndCanBeSentAgain() {
        hook.become(Manner.FAILING);
        replica.tell(news(1));
        // However long nobody was there to try.
        replica.pass(Duration.ofDays(9));
        replica.loop.start();
        await().until(() -> triedAll(1));
        replica.pass(Duration.ofDays(3).minusSeconds(1));
        await().until(() -> triedAll(2));
        assertThat(replica.states()).containsExactly("waiting");
        replica.pass(Duration.ofMinutes(1));

        await().until(() -> replica.states().equals(List.of("set_aside")));
        assertThat(replica.all().getFirst().lastError()).isEqualTo("answered_500");
        assertThat(replica.count("set_aside", "webhook")).isEqualTo(1);
        hook.become(Manner.HEALTHY);
        assertThat(replica.list.sendAgain(id(), OPS)).isTrue();

        await().until(() -> replica.states().equals(List.of("sent")));
        assertThat(heard)
                .extracting(call -> call.header("webhook-id"))
                .containsOnly(id().toString());
        assertThat(replica.list.sendAgain(UUID.randomUUID(), OPS)).isFalse();
    }

    private UUID id() {
        return replica.all().getFirst().deliveryId();
    }

    @Test
    void anEndpointThatIsGoneIsNotCalledUntilAPersonStartsItAgain() {
        hook.become(Manner.GONE);
        replica.tell(news(1), news(2));
        replica.loop.start();
        await().until(() -> replica.states().equals(List.of("set_aside", "set_aside")));
        replica.tell(news(3));
        await().until(() ->
                replica.states().equals(List.of("set_aside", "set_aside", "set_aside")));
        assertThat(heard).hasSize(1);
        assertThat(replica.all()).extracting(NoticeList.Delivery::lastError).containsOnly("gone");

        hook.become(Manner.HEALTHY);
        replica.list.sendAgain(id(), OPS);
        replica.tell(news(4));

        await().until(() ->
                replica.states().equals(List.of("sent", "set_aside", "set_aside", "sent")));
    }

    @Test
    void oneThatHangsHoldsUpNoOther() {
        hook.become(Manner.HANGING);
        for (int i = 0; i < 20; i++) {
            replica.tell(redFlag(i));
        }
        replica.loop.start();

        await().until(() -> other.calls() == 20);
        assertThat(hook.connections()).isLessThanOrEqualTo(1);
    }

    @Test
    void oneThatDoesNotTakeTheLastFourIsLeftAlone() {
        other.become(Manner.FAILING);
        for (int i = 0; i < 10; i++) {
            replica.tell(redFlag(i));
        }
        replica.loop.start();

        await().until(() -> heard.size() == 10);
        await().until(() -> other.calls() == 4);
        replica.pass(Duration.ofMinutes(5));
        replica.tell(news(99));
        await().until(() -> heard.size() == 11);
        assertThat(other.calls()).isEqualTo(4);
    }

    /** As after a kill: the lease holds, and whoever is alive goes on under the same id. */
    @Test
    void whatAReplicaTookWithItIsSentByTheNextUnderTheSameId() {
        replica.tell(news(1));
        var taken = replica.queue.claim(Set.of("hook"), 1).claimed();
        assertThat(taken).hasSize(1);
        replica.close();
        replica = open();
        replica.loop.start();
        replica.tell(redFlag(2));
        await().until(() -> other.calls() == 1);
        assertThat(heard).isEmpty();

        replica.pass(Duration.ofMinutes(1));

        await().until(() -> replica.states().equals(List.of("sent", "sent", "sent")));
        assertThat(heard)
                .extracting(call -> call.header("webhook-id"))
                .first()
                .isEqualTo(taken.getFirst().notices().getFirst().id().toString());
    }

    @Test
    void aStopCutsWhatHangsAndHandsItBack() {
        hook.become(Manner.HANGING);
        replica.tell(news(1));
        replica.loop.start();
        await().until(() -> heard.size() == 1);

        replica.close();
        hook.become(Manner.HEALTHY);
        replica = open();
        replica.loop.start();

        await().until(() -> replica.states().equals(List.of("sent")));
        assertThat(heard).extracting(call -> call.header("webhook-id")).hasSize(2);
        assertThat(heard).extracting(call -> call.header("webhook-id")).containsOnly(id() + "");
    }

    @Test
    void whatWasDeliveredIsForgottenAfterThirtyDaysAndNothingElse() {
        replica.tell(news(1));
        replica.tell(new News(News.Kind.RAISED, "ONC-301", "S", 2, "a", false, 4, "investigator"));
        replica.loop.start();
        await().until(() -> replica.states().contains("sent"));
        replica.pass(Duration.ofDays(30).minusHours(2));
        replica.tell(news(3));
        await().until(() -> heard.size() == 2);
        assertThat(replica.all()).hasSize(3);

        replica.pass(Duration.ofHours(4));

        await().until(() -> replica.all().size() == 2);
        assertThat(replica.all()).extracting(NoticeList.Delivery::alert).containsExactly(2L, 3L);
    }

    @Test
    void aListGoesBackFromTheLastInPages() {
        for (int i = 1; i <= 5; i++) {
            replica.tell(news(i));
        }
        var first = replica.list.list(null, "hook", null, 2);
        var next = replica.list.list("waiting", "hook", first.getLast().seq(), 10);

        assertThat(first).extracting(NoticeList.Delivery::alert).containsExactly(5L, 4L);
        assertThat(next).extracting(NoticeList.Delivery::alert).containsExactly(3L, 2L, 1L);
        assertThat(replica.list.list("sent", null, null, 10)).isEmpty();
        assertThat(next.getFirst().toString())
                .doesNotContain("of-the-receiver", "severe", "127.0.0.1");
    }

    private static List<String> signaturesOf(Call call) {
        return List.of(Objects.requireNonNull(call.header("webhook-signature")).split(" "));
    }

    /** Written from the convention's text, and not from what signs here. */
    private static String expected(Call call, String secret) throws GeneralSecurityException {
        byte[] key = Base64.getDecoder().decode(secret.split("_", 2)[1]);
        Mac hmac = Mac.getInstance("HmacSHA256");
        hmac.init(new SecretKeySpec(key, "raw"));
        String signed =
                String.join(
                        ".",
                        call.header("webhook-id"),
                        call.header("webhook-timestamp"),
                        call.body());
        return "v1," + Base64.getEncoder().encodeToString(hmac.doFinal(signed.getBytes(UTF_8)));
    }
}
