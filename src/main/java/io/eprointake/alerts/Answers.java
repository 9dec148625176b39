package io.eprointake.alerts;

import io.eprointake.audit.Act;
import io.eprointake.audit.Act.Change;
import io.eprointake.audit.Act.What;
import io.eprointake.audit.Actor;
import io.eprointake.audit.Trail;
import io.eprointake.notice.News;
import io.eprointake.notice.Notices;
import io.eprointake.report.Subject;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Sql;
import io.eprointake.store.Store;
import io.eprointake.store.Tx;
import io.eprointake.study.Silence;
import io.eprointake.study.Studies;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Moves alerts: somebody answers one, takes that back, or nobody does and a further role is told.
 * Each move is a transaction of its own that holds the subject's key, so of two at once one comes
 * after the other and sees it.
 */
final class Answers {

    private static final String STANDS =
            """
            select a.raised_at, a.withdrawn_at, o.level, o.answer_by, a.rule, a.red_flag, a.score,
                   r.report_id
            from alert a left join open_alert o on o.alert = a.id
                left join report r on r.seq = a.report
            where a.id = ?
            """;

    private static final String LAST =
            """
            select answer_id, action, answered_by, answered_at, level, answer_by, note
            from answer where alert = ? and taken_back_at is null order by seq desc limit 1
            """;

    private static final String ANSWER =
            """
            insert into answer (answer_id, alert, study, site, subject, level, answer_by, action, note,
                                answered_by, answered_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String TAKE_BACK =
            """
            update answer set taken_back_by = ?, taken_back_at = ?, reason = ?
            where alert = ? and taken_back_at is null
            """;

    private static final String WAITS =
            """
            insert into open_alert (alert, study, site, subject, answer_by, due_at, level)
            values (?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String WAITS_NO_MORE = "delete from open_alert where alert = ?";

    private static final String ESCALATE =
            "update open_alert set level = ?, due_at = ? where alert = ?";

    private static final String DUE =
            """
            select alert, study, site, subject from open_alert
            where answer_by < ? and due_at < ? order by due_at, alert limit ?
            """;

    private final Store store;
    private final StudyKeys keys;
    private final Studies studies;
    private final Alerts alerts;
    private final Notices notices;
    private final Trail trail;

    Answers(
            Store store,
            StudyKeys keys,
            Studies studies,
            Alerts alerts,
            Notices notices,
            Trail trail) {
        this.alerts = alerts;
        this.notices = notices;
        this.store = store;
        this.keys = keys;
        this.studies = studies;
        this.trail = trail;
    }

    /**
     * Somebody says what they did about an alert. What the same person said before, and says again
     * is no second answer; with another note it is one, and refused.
     *
     * @param alert one that was read, of whom the caller may see
     * @return completes when it is durable
     */
    CompletableFuture<Answered> acknowledge(
            ListedAlert alert, String action, @Nullable String note, Actor by) {
        var id = UUID.randomUUID();
        long of = alert.raised().id();
        byte[] sealed = note == null ? null : keys.seal(alert.study(), id, "note", note);
        return store.admit(
                key(alert.study(), alert.subject()),
                tx -> {
                    Row row = row(tx, of);
                    Standing now = row.standing.acknowledged().orElse(null);
                    if (now == null) {
                        Given last = last(tx, of);
                        boolean again =
                                row.standing.state() == AlertState.ACKNOWLEDGED
                                        && last != null
                                        && last.by.equals(by.name())
                                        && last.action.equals(action)
                                        && (note == null
                                                || note.equals(last.note(keys, alert.study())));
                        return new Answered(again, row.standing, last);
                    }
                    tx.update(WAITS_NO_MORE, of);
                    tx.update(
                            ANSWER,
                            id,
                            of,
                            alert.study(),
                            alert.site(),
                            alert.subject(),
                            now.level(),
                            row.answerBy.toEpochMilli(),
                            action,
                            sealed,
                            by.name(),
                            tx.now().toEpochMilli());
                    Change moved = moved(row.standing, now);
                    var done = new Change("action", null, action);
                    tell(tx, What.ACKNOWLEDGED, by, alert.study(), of, null, moved, done);
                    return new Answered(true, now, null);
                });
    }

    /** Somebody says why the answer was wrong; the alert waits again, as it did before. */
    CompletableFuture<Answered> takeBack(ListedAlert alert, String reason, Actor by) {
        long of = alert.raised().id();
        return store.admit(
                key(alert.study(), alert.subject()),
                tx -> {
                    Row row = row(tx, of);
                    Given last = last(tx, of);
                    Standing answered =
                            last == null
                                    ? row.standing
                                    : new Standing(row.standing.state(), last.level);
                    Standing now = answered.takenBack().orElse(null);
                    if (now == null || last == null) {
                        return new Answered(false, row.standing, null);
                    }
                    byte[] sealed = keys.seal(alert.study(), last.id, "reason", reason);
                    tx.update(TAKE_BACK, by.name(), tx.now().toEpochMilli(), sealed, of);
                    Instant due = now.due(row.raisedAt, last.answerBy, escalations(alert.study()));
                    tx.update(
                            WAITS,
                            of,
                            alert.study(),
                            alert.site(),
                            alert.subject(),
                            last.answerBy.toEpochMilli(),
                            due == null ? null : due.toEpochMilli(),
                            now.level());
                    Change moved = moved(answered, now);
                    tell(tx, What.TAKEN_BACK, by, alert.study(), of, reason, moved);
                    return new Answered(true, now, null);
                });
    }

    /** Those that nobody answered in time, so many at the most. */
    List<Due> due(Instant now, int limit) {
        return store.read(reading ->
                reading.sql(DUE)
                        .params(now.toEpochMilli(), now.toEpochMilli(), limit)
                        .query((row, n) ->
                                new Due(
                                        row.getLong(1),
                                        row.getString(2),
                                        row.getString(3),
                                        row.getString(4)))
                        .list());
    }

    /**
     * A further role is told, if the alert is still due then.
     *
     * @return completes when it is durable; whether it was
     */
    CompletableFuture<Boolean> escalate(Due alert) {
        return store.write(
                key(alert.study, alert.subject),
                tx -> {
                    List<Row> rows = tx.query(STANDS, Row::read, alert.id);
                    Row row = rows.getFirst();
                    int most = escalations(alert.study);
                    Standing now = row.standing.escalated(most).orElse(null);
                    Instant due = row.standing.due(row.raisedAt, row.answerBy, most);
                    if (now == null || due == null) {
                        // The study has fewer roles by now, or somebody answered.
                        tx.update(ESCALATE, row.standing.level(), null, alert.id);
                        return false;
                    }
                    if (!due.isBefore(tx.now())) {
                        return false;
                    }
                    Instant next = now.due(row.raisedAt, row.answerBy, most);
                    tx.update(
                            ESCALATE,
                            now.level(),
                            next == null ? null : next.toEpochMilli(),
                            alert.id);
                    Change moved = moved(row.standing, now);
                    String role = studies.of(alert.study).answering().roles().get(now.level());
                    var told = new Change("role", null, role);
                    tell(
                            tx,
                            What.ESCALATED,
                            Actor.SERVICE,
                            alert.study,
                            alert.id,
                            null,
                            moved,
                            told);
                    notices.tell(
                            tx,
                            List.of(
                                    new News(
                                            News.Kind.ESCALATED,
                                            alert.study,
                                            alert.site,
                                            alert.id,
                                            row.rule,
                                            row.redFlag,
                                            row.score(keys, alert.study),
                                            role)));
                    return true;
                });
    }

    /**
     * A subject's silence is an alert, once; it has to be of a study that asks.
     *
     * @return completes when it is durable; whether it was not one before
     */
    CompletableFuture<Boolean> raise(Silence.Silent silent) {
        return store.write(
                key(silent.study(), silent.subject()),
                tx ->
                        alerts.raiseSilence(
                                tx,
                                silent.study(),
                                silent.site(),
                                silent.subject(),
                                silent.silentSince()));
    }

    private int escalations(String study) {
        return studies.of(study).answering().escalations();
    }

    private static String key(String study, String subject) {
        return new Subject(subject).keyIn(study);
    }

    private static Row row(Tx tx, long alert) throws SQLException {
        return tx.query(STANDS, Row::read, alert).getFirst();
    }

    private static @Nullable Given last(Tx tx, long alert) throws SQLException {
        return tx.query(LAST, Given::read, alert).stream().findFirst().orElse(null);
    }

    private static Change moved(Standing from, Standing to) {
        return new Change("state", from.state().word(), to.state().word());
    }

    private void tell(
            Tx tx,
            What what,
            Actor by,
            String study,
            long alert,
            @Nullable String why,
            Change... changes)
            throws SQLException {
        trail.append(
                tx,
                List.of(new Act(what, by, study, "alert:" + alert, null, why, List.of(changes))));
    }

    /** An alert that nobody answered in time. */
    record Due(long id, String study, String site, String subject) {

        @Override
        public String toString() {
            return "Due[" + id + "]";
        }
    }

    /**
     * What became of a move.
     *
     * @param done whether it is done, now or by the same person before
     * @param standing where the alert stands
     * @param other who answered before, when that is in the way
     */
    record Answered(boolean done, Standing standing, @Nullable Given other) {}

    /**
     * An answer that was given, and holds.
     *
     * @param level of the alert then
     * @param note sealed
     */
    record Given(
            UUID id,
            String action,
            String by,
            Instant at,
            int level,
            Instant answerBy,
            byte @Nullable [] note) {

        private @Nullable String note(StudyKeys keys, String study) {
            return note == null ? null : keys.openText(study, id, "note", note);
        }

        private static Given read(ResultSet row) throws SQLException {
            return new Given(
                    Objects.requireNonNull(Sql.uuid(row, 1)),
                    row.getString(2),
                    row.getString(3),
                    Instant.ofEpochMilli(row.getLong(4)),
                    row.getInt(5),
                    Instant.ofEpochMilli(row.getLong(6)),
                    row.getBytes(7));
        }
    }

    /**
     * An alert in the transaction that moves it.
     *
     * @param answerBy when it was raised, if it does not wait
     * @param score sealed
     * @param report null when the subject is silent
     */
    private record Row(
            Standing standing,
            Instant raisedAt,
            Instant answerBy,
            String rule,
            boolean redFlag,
            byte @Nullable [] score,
            @Nullable UUID report) {

        private @Nullable Integer score(StudyKeys keys, String study) {
            return report == null ? null : Alerts.opened(keys, study, report, "score", score);
        }

        private static Row read(ResultSet row) throws SQLException {
            boolean withdrawn = row.getObject(2) != null;
            boolean waits = row.getObject(3) != null;
            Instant raisedAt = Instant.ofEpochMilli(row.getLong(1));
            return new Row(
                    Standing.of(waits, row.getInt(3), withdrawn),
                    raisedAt,
                    waits ? Instant.ofEpochMilli(row.getLong(4)) : raisedAt,
                    row.getString(5),
                    row.getString(6) != null,
                    row.getBytes(7),
                    Sql.uuid(row, 8));
        }
    }
}
