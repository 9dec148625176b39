package io.eprointake.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.alerts.Answers.Answered;
import io.eprointake.alerts.Answers.Due;
import io.eprointake.alerts.Worklist.Asked;
import io.eprointake.audit.Actor;
import io.eprointake.audit.Trail;
import io.eprointake.notice.Notices;
import io.eprointake.report.Alert;
import io.eprointake.report.Scope;
import io.eprointake.report.Subject;
import io.eprointake.sealing.DataKeys;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Replica;
import io.eprointake.store.Store;
import io.eprointake.store.TestStore;
import io.eprointake.study.Studies;
import io.eprointake.study.StudyProperties;
import io.eprointake.testing.Clock;
import io.eprointake.testing.StoreKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who answers an alert, and who is told that nobody did, whoever asks at once. */
abstract class AnswersContract {

    private static final Instant SINCE = Instant.parse("2026-03-01T08:00:00Z");

    private Desk one;
    private Desk other;

    /** Of an empty database. */
    abstract String url();

    /** A second replica over it; the same where there can be but one. */
    abstract Desk other(Desk one, String url);

    @BeforeEach
    void open() {
        String url = url();
        one = new Desk(url);
        other = other(one, url);
    }

    @AfterEach
    void close() {
        other.close();
        one.close();
    }

    @Test
    void ofTwoAtOnceOneWinsAndTheOtherHearsWho() {
        for (int i = 0; i < 20; i++) {
            ListedAlert alert = silent("S" + i);
            CompletableFuture<Answered> his =
                    one.answers.acknowledge(alert, "advised", "told him", by("his"));
            CompletableFuture<Answered> hers =
                    other.answers.acknowledge(alert, "referred", null, by("hers"));
            Answered first = his.join();
            Answered second = hers.join();

            assertThat(first.done()).isNotEqualTo(second.done());
            Answered lost = first.done() ? second : first;
            assertThat(lost.other()).isNotNull();
            assertThat(lost.other().by()).isEqualTo(first.done() ? "his" : "hers");
            assertThat(one.find(alert).answers()).hasSize(1);
        }
    }

    @Test
    void whatIsSentAgainIsNoSecondAnswer() {
        ListedAlert alert = silent("S1");
        one.answers.acknowledge(alert, "advised", "told him", by("his")).join();

        assertThat(other.answers.acknowledge(alert, "advised", "told him", by("his")).join().done())
                .isTrue();
        assertThat(other.answers.acknowledge(alert, "referred", null, by("his")).join().done())
                .isFalse();
        assertThat(other.answers.acknowledge(alert, "advised", "and her", by("his")).join().done())
                .isFalse();

        Answer answer = only(one.find(alert).answers());
        assertThat(answer.note()).isEqualTo("told him");
        assertThat(answer.inTime()).isTrue();
    }

    @Test
    void aFurtherRoleIsToldOnceWhoeverLooks() {
        ListedAlert alert = silent("S1");
        age(alert, Duration.ofHours(49));
        List<Due> due = one.due();
        assertThat(due).hasSize(1);

        CompletableFuture<Boolean> here = one.answers.escalate(due.getFirst());
        CompletableFuture<Boolean> there = other.answers.escalate(due.getFirst());

        assertThat(here.join()).isNotEqualTo(there.join());
        assertThat(one.find(alert).standing()).isEqualTo(new Standing(AlertState.ESCALATED, 1));
        assertThat(one.due()).isEmpty();
        age(alert, Duration.ofDays(2));
        assertThat(one.answers.escalate(one.due().getFirst()).join()).isTrue();
        age(alert, Duration.ofDays(20));
        assertThat(one.due()).isEmpty();
        assertThat(one.find(alert).standing()).isEqualTo(new Standing(AlertState.ESCALATED, 2));
    }

    @Test
    void ofAnAnswerAndATellingAtOnceBothAreTrueOrTheAnswerAlone() {
        for (int i = 0; i < 20; i++) {
            ListedAlert alert = silent("S" + i);
            age(alert, Duration.ofHours(49));
            Due due = one.due().getFirst();
            CompletableFuture<Boolean> told = one.answers.escalate(due);
            Answered answered = other.answers.acknowledge(alert, "advised", null, by("her")).join();

            assertThat(answered.done()).isTrue();
            int level = told.join() ? 1 : 0;
            assertThat(one.find(alert).standing().state()).isEqualTo(AlertState.ACKNOWLEDGED);
            assertThat(one.due()).isEmpty();
            one.answers.takeBack(alert, "another patient", by("her")).join();
            assertThat(one.find(alert).standing().level()).isEqualTo(level);
            one.answers.acknowledge(alert, "advised", null, by("her")).join();
        }
    }

    @Test
    void whatIsTakenBackWaitsAsItDidBefore() {
        ListedAlert alert = silent("S1");
        age(alert, Duration.ofHours(49));
        one.answers.escalate(one.due().getFirst()).join();
        ListedAlert before = one.find(alert);
        one.answers.acknowledge(alert, "advised", null, by("her")).join();

        assertThat(other.answers.takeBack(alert, "another patient", by("him")).join().done())
                .isTrue();

        ListedAlert after = one.find(alert);
        assertThat(after.standing()).isEqualTo(before.standing());
        assertThat(after.answerBy()).isEqualTo(before.answerBy());
        assertThat(after.raised().raisedAt()).isEqualTo(before.raised().raisedAt());
        Answer answer = only(after.answers());
        assertThat(answer.holds()).isFalse();
        assertThat(answer.inTime()).isFalse();
        assertThat(answer.reason()).isEqualTo("another patient");
        assertThat(other.answers.takeBack(alert, "again", by("him")).join().done()).isFalse();
        age(alert, Duration.ofDays(2));
        assertThat(one.due()).hasSize(1);
    }

    @Test
    void aSilenceIsRaisedOnceAndAnotherOneAnew() {
        List<CompletableFuture<Boolean>> raised = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            raised.add((i % 2 == 0 ? one : other).silence("S1", SINCE));
        }

        assertThat(raised.stream().filter(CompletableFuture::join)).hasSize(1);
        assertThat(one.silence("S1", SINCE.plusSeconds(1)).join()).isTrue();
        assertThat(one.list()).hasSize(2);
    }

    private ListedAlert silent(String subject) {
        assertThat(one.silence(subject, SINCE).join()).isTrue();
        return only(one.list().stream().filter(it -> it.subject().equals(subject)).toList());
    }

    /** As if it had been raised so much earlier: a server's clock is not ours to tick. */
    private void age(ListedAlert alert, Duration by) {
        long millis = by.toMillis();
        long id = alert.raised().id();
        one.store
                .write(tx -> {
                    tx.update(
                            "update alert set raised_at = raised_at - ? where id = ?", millis, id);
                    tx.update(
                            "update open_alert set answer_by = answer_by - ?, due_at = due_at - ?"
                                    + " where alert = ?",
                            millis,
                            millis,
                            id);
                    return true;
                })
                .join();
    }

    private static <T> T only(List<T> all) {
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static Actor by(String name) {
        return new Actor(name, "site", "SITE03", null, "192.0.2.8");
    }

    /** One of the processes that share a database. */
    static final class Desk implements AutoCloseable {

        private final Clock clock = new Clock();
        private final TestStore opened;
        private final Store store;
        private final Alerts alerts;
        private final Worklist worklist;
        private final Answers answers;
        private boolean closed;

        Desk(String url) {
            clock.jump(Duration.between(clock.instant(), Instant.now()));
            opened = new TestStore(url, clock);
            store = opened.store();
            var keys = new StudyKeys(new DataKeys(store.apart(), store), StoreKey.wrapping(url));
            keys.check();
            keys.prepare("ONC-7");
            var studies = new Studies(new StudyProperties(null));
            var notices = new Notices(studies);
            alerts = new Alerts(keys, studies, notices, new SimpleMeterRegistry());
            worklist = new Worklist(store, keys);
            answers =
                    new Answers(
                            store,
                            keys,
                            studies,
                            alerts,
                            notices,
                            new Trail(Replica.random(), keys));
        }

        private CompletableFuture<Boolean> silence(String subject, Instant since) {
            return store.write(
                    new Subject(subject).keyIn("ONC-7"),
                    tx -> alerts.raiseSilence(tx, "ONC-7", "SITE03", subject, since));
        }

        private List<ListedAlert> list() {
            return worklist.list(
                    new Asked(Scope.ALL, null, null, null, Alert.SILENT, null), null, 200);
        }

        private ListedAlert find(ListedAlert alert) {
            return worklist.find(alert.raised().id(), Scope.ALL).orElseThrow();
        }

        /** By the store's clock, or a little after it. */
        private List<Due> due() {
            return answers.due(Instant.now().plusSeconds(60), 10);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                opened.close();
            }
        }
    }
}
