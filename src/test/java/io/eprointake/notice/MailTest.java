package io.eprointake.notice;

import static io.eprointake.notice.TestNotices.news;
import static io.eprointake.notice.TestNotices.redFlag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.eprointake.store.TestStore;
import io.eprointake.testing.Clock;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recipient gets one e-mail in ten minutes, unless something cannot wait; and all of it. */
class MailTest {

    private static final Pattern ALERT = Pattern.compile("alert (\\d+) (raised|escalated)");

    private final Clock clock = new Clock();
    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
    private final Path folder;
    private final String url;
    private final TestNotices replica;

    MailTest(@TempDir Path folder) {
        this.folder = folder;
        this.url = TestStore.sqlite(folder);
        server.start();
        this.replica = open(server.getSmtp().getPort());
    }

    private TestNotices open(int port) {
        return new TestNotices(
                url,
                clock,
                folder,
                """
                recipients:
                  - {name: nurse, role: site, email: nurse@trial.example}
                """,
                port,
                List.of("nurse"));
    }

    @AfterEach
    void close() {
        replica.close();
        server.stop();
    }

    @Test
    void anEmailIsThin() throws Exception {
        replica.tell(redFlag(17));
        replica.loop.start();

        assertThat(server.waitForIncomingEmail(10_000, 1)).isTrue();
        var mail = server.getReceivedMessages()[0];
        assertThat(mail.getFrom())
                .extracting(Object::toString)
                .containsExactly("epro@trial.example");
        assertThat(mail.getAllRecipients())
                .extracting(Object::toString)
                .containsExactly("nurse@trial.example");
        assertThat(mail.getSubject()).isEqualTo("Red flag: 1 alert to answer");
        assertThat(mail.getContentType()).startsWith("text/plain");
        await().until(() -> replica.states().equals(List.of("sent")));
        assertThat(String.valueOf(mail.getContent()).replace("\r", ""))
                .isEqualTo(
                        """
                        RED FLAG, alert 17 raised 2026-03-03T08:00:00Z
                          study: ONC-301
                          site: SITE03
                          rule: red_flag
                          to answer by: site
                          at: https://epro.example/alerts/17
                          notice: %s
                        """
                                .formatted(replica.all().getFirst().deliveryId()));
    }

    @Test
    void aStormIsADigestAndNothingOfItIsLostOverARestart() throws Exception {
        replica.tell(news(1));
        replica.loop.start();
        await().until(() -> replica.states().equals(List.of("sent")));
        for (int i = 2; i <= 100; i++) {
            replica.tell(news(i));
        }
        replica.pass(Duration.ofMinutes(9));
        await().until(() -> replica.all().stream().noneMatch(it -> dueNow(it)));
        assertThat(server.getReceivedMessages()).hasSize(1);
        replica.loop.stop();
        try (var next = open(server.getSmtp().getPort())) {
            next.loop.start();
            next.pass(Duration.ofMinutes(1).plusSeconds(1));

            await().until(() -> Set.copyOf(next.states()).equals(Set.of("sent")));
        }
        assertThat(server.getReceivedMessages()).hasSize(2);
        assertThat(alerts()).hasSize(100).doesNotHaveDuplicates();
        assertThat(server.getReceivedMessages()[1].getSubject()).isEqualTo("99 alerts to answer");
    }

    private boolean dueNow(NoticeList.Delivery it) {
        return it.nextTryAt() != null && !it.nextTryAt().isAfter(clock.instant());
    }

    @Test
    void aRedFlagDoesNotWaitAndTakesAlongWhatDoes() throws Exception {
        replica.tell(news(1));
        replica.loop.start();
        await().until(() -> replica.states().equals(List.of("sent")));
        replica.tell(news(2));
        await().until(() -> replica.all().stream().noneMatch(this::dueNow));
        replica.tell(redFlag(3));

        await().until(() -> replica.states().equals(List.of("sent", "sent", "sent")));
        assertThat(server.getReceivedMessages()).hasSize(2);
        assertThat(alerts()).containsExactly("1", "2", "3");
        assertThat(server.getReceivedMessages()[1].getSubject())
                .isEqualTo("Red flag: 2 alerts to answer, 1 cannot wait");
    }

    @Test
    void aRedFlagThatFailedIsTriedAgainInSecondsWhateverElseComes() throws Exception {
        replica.tell(news(1));
        replica.loop.start();
        await().until(() -> replica.states().equals(List.of("sent")));
        int port = server.getSmtp().getPort();
        server.stop();
        replica.tell(redFlag(2));
        await().until(() -> replica.count("failed", "email") == 1);
        replica.tell(news(3));
        await().until(() -> replica.all().stream().noneMatch(this::dueNow));
        var back = new GreenMail(new ServerSetup(port, "127.0.0.1", "smtp"));
        back.start();
        try {
            replica.pass(Duration.ofSeconds(6));

            await().until(() -> replica.states().equals(List.of("sent", "sent", "sent")));
        } finally {
            back.stop();
        }
    }

    @Test
    void whatAServerThatIsAwayOrHangsDidNotTakeIsSentWhenItIsBack() throws Exception {
        int port = server.getSmtp().getPort();
        server.stop();
        replica.tell(redFlag(1));
        replica.loop.start();
        await().until(() -> replica.count("failed", "email") == 1);
        assertThat(replica.all().getFirst().lastError()).isEqualTo("unreachable");
        try (var silent = new ServerSocket(port, 50, InetAddress.ofLiteral("127.0.0.1"))) {
            replica.pass(Duration.ofSeconds(6));
            await().until(() -> replica.count("failed", "email") == 2);
            assertThat(replica.all().getFirst().lastError()).isEqualTo("timed_out");
            await().until(() -> replica.permits.numbers().inUse() == 0);
            assertThat(silent.isClosed()).isFalse();
        }
        var back = new GreenMail(new ServerSetup(port, "127.0.0.1", "smtp"));
        back.start();
        try {
            replica.pass(Duration.ofSeconds(11));

            await().until(() -> replica.states().equals(List.of("sent")));
            assertThat(back.getReceivedMessages()).hasSize(1);
        } finally {
            back.stop();
        }
    }

    private List<String> alerts() throws Exception {
        List<String> alerts = new ArrayList<>();
        for (var mail : server.getReceivedMessages()) {
            ALERT.matcher(String.valueOf(mail.getContent()))
                    .results()
                    .forEach(found -> alerts.add(found.group(1)));
        }
        return alerts;
    }
}
