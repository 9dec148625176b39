package io.eprointake.notice;

import static io.eprointake.notice.TestNotices.news;
import static io.eprointake.notice.TestNotices.redFlag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.eprointake.store.TestStore;
import io.eprointake.testing.Clock;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas over one database. */
class NoticeReplicasIT {

    private final String url = TestStore.postgres();
    private final Queue<String> ids = new ConcurrentLinkedQueue<>();
    private final FakeAnalyzer hook =
            new FakeAnalyzer(Manner.HEALTHY)
                    .hearing(call -> ids.add(Objects.requireNonNull(call.header("webhook-id"))));
    private final GreenMail mails = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
    private final Path folder;
    private final TestNotices one;
    private final TestNotices other;

    NoticeReplicasIT(@TempDir Path folder) {
        this.folder = folder;
        mails.start();
        this.one = open();
        this.other = open();
    }

    private TestNotices open() {
        return new TestNotices(
                url,
                new Clock(),
                folder,
                """
                recipients:
                  - {name: hook, role: site, webhook: "%1$s/one"}
                  - {name: other, role: site, webhook: "%1$s/other"}
                  - {name: nurse, role: site, email: nurse@trial.example}
                """
                        .formatted(hook.url()),
                mails.getSmtp().getPort());
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
        mails.stop();
        hook.close();
    }

    @Test
    void eachIsSentOnceByOneOfThem() throws Exception {
        one.loop.start();
        other.loop.start();
        for (int i = 0; i < 100; i++) {
            (i % 2 == 0 ? one : other).tell(news(i));
        }

        await().atMost(Duration.ofSeconds(30)).until(() -> ids.size() >= 200);
        one.tell(redFlag(100));
        await().until(() -> one.states().stream().allMatch("sent"::equals));
        assertThat(ids).hasSize(202).doesNotHaveDuplicates();
        assertThat(one.count("sent", "webhook")).isBetween(1.0, 201.0);
        assertThat(one.count("sent", "webhook") + other.count("sent", "webhook")).isEqualTo(202);
        // The first, and one with the red flag, which took all else along.
        assertThat(mails.getReceivedMessages()).hasSize(2);
    }

    @Test
    void whatOneTookWithItTheOtherSendsWhenItsLeaseEnds() {
        one.tell(news(1));
        var taken = one.queue.claim(Set.of("hook"), 1).claimed();
        other.loop.start();
        await().until(() -> ids.size() == 1);

        assertThat(other.queue.claim(Set.of("hook"), 1).claimed()).isEmpty();
        one.store.await(
                one.store.write(tx ->
                        tx.update("update notice_recipient set until = until - 46000")
                                + tx.update(
                                        "update notice set due_at = due_at - 46000 where state = 'waiting'")));

        await().until(() -> ids.size() == 2);
        assertThat(ids)
                .contains(taken.getFirst().notices().getFirst().id().toString())
                .doesNotHaveDuplicates();
        assertThat(List.copyOf(ids)).hasSize(2);
    }
}
