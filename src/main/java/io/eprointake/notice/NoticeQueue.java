package io.eprointake.notice;

import io.eprointake.store.Sql;
import io.eprointake.store.Store;
import io.eprointake.store.Tx;
import io.eprointake.store.Write;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be delivered. A recipient's notices are claimed together, for a lease: so of one
 * recipient one delivery is open at a time, on whichever replica, and nobody waits for another's.
 */
final class NoticeQueue {

    /** More go into the next e-mail. */
    static final int MOST_IN_MAIL = 200;

    /** After so many attempts pauses grow no further. */
    private static final int LONGEST_PAUSE_FROM = 8;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private static final String WAITING =
            "select recipient, count(*), min(raised_at) from notice where state = 'waiting' group by recipient";

    private static final Sql DUE =
            Sql.of(
                    """
                    select r.recipient, r.mailed_at, r.gone_at from notice_recipient r
                    where r.until <= ? and exists
                        (select 1 from notice n
                         where n.recipient = r.recipient and n.state = 'waiting' and n.due_at <= ?)
                    order by r.until, r.recipient %s
                    """,
                    Sql.SKIP_LOCKED);

    private static final String READ =
            """
            select seq, notice_id, recipient, channel, kind, study, site, alert, rule, red_flag,
                   role, raised_at, attempts, due_at
            from notice where recipient = ? and state = 'waiting' order by seq limit ?
            """;

    /** What is due now goes before what is older and failed a moment ago. */
    private static final String READ_DUE =
            READ.replace("order by", "and due_at <= ? order by").replace("limit ?", "limit 1");

    private static final String TAKE_TURN =
            "update notice_recipient set until = ? where recipient = ?";

    private static final String TAKE =
            """
            update notice set attempts = attempts + 1, begun_at = coalesce(begun_at, ?), tried_at = ?,
                              due_at = ?
            where seq = ?
            """;

    /** A red flag that failed keeps its own pause. */
    private static final String LATER =
            """
            update notice set due_at = ?
            where recipient = ? and state = 'waiting' and red_flag = 0 and due_at < ?
            """;

    private static final String SENT =
            """
            update notice set state = 'sent', last_error = null, due_at = null, done_at = ?
            where seq = ? and state = 'waiting'
            """;

    /** A late outcome of an attempt that was not the last changes nothing. */
    private static final String FAILED =
            """
            update notice set last_error = ?, due_at = ?
            where seq = ? and attempts = ? and state = 'waiting' and begun_at > ?
            """;

    private static final String GIVEN_UP =
            """
            update notice set state = 'set_aside', last_error = ?, due_at = null, done_at = ?
            where seq = ? and attempts = ? and state = 'waiting' and begun_at <= ?
            """;

    private static final String ALL_GONE =
            """
            update notice set state = 'set_aside', last_error = 'gone', due_at = null, done_at = ?
            where recipient = ? and state = 'waiting'
            """;

    private static final String GONE =
            "update notice_recipient set gone_at = ? where recipient = ? and gone_at is null";

    private static final String MAILED =
            "update notice_recipient set mailed_at = ? where recipient = ?";

    private static final String END_TURN =
            "update notice_recipient set until = ? where recipient = ? and until = ?";

    private static final String PRUNE =
            """
            delete from notice where seq in
                (select seq from notice where state = 'sent' and done_at < ? order by done_at limit ?)
            """;

    private final Store store;
    private final Duration lease;
    private final Duration mailEvery;
    private final Duration giveUp;

    /**
     * @param lease longer than a delivery and its outcome's commit can take
     */
    NoticeQueue(Store store, Duration lease, NoticeProperties settings) {
        this.store = store;
        this.lease = lease;
        this.mailEvery = settings.mailEvery();
        this.giveUp = settings.giveUp();
    }

    /** What waits, by recipient; it costs no write. */
    Map<String, Waiting> waiting() {
        return store.read(reading -> {
            Map<String, Waiting> waiting = new TreeMap<>();
            reading.sql(WAITING)
                    .query((row, n) ->
                            waiting.put(
                                    row.getString(1),
                                    new Waiting(
                                            row.getLong(2), Instant.ofEpochMilli(row.getLong(3)))))
                    .list();
            return waiting;
        });
    }

    /**
     * Claims what is due of up to so many recipients, those first whose last turn is longest ago.
     *
     * @param may those whose turn it may be
     */
    Taken claim(Set<String> may, int most) {
        return store.await(store.write(tx -> take(tx, may, most)));
    }

    private Taken take(Tx tx, Set<String> may, int most) throws SQLException {
        long now = tx.steady().toEpochMilli();
        List<Claimed> claimed = new ArrayList<>();
        int setAside = 0;
        for (Turn turn : tx.query(DUE, Turn::read, now, now)) {
            if (!may.contains(turn.recipient)) {
                continue;
            }
            if (turn.gone) {
                // Written after it said so.
                setAside += tx.update(ALL_GONE, tx.now().toEpochMilli(), turn.recipient);
            } else if (claimed.size() < most) {
                List<Notice> notices = due(tx, turn, now);
                if (!notices.isEmpty()) {
                    claimed.add(take(tx, turn.recipient, notices, now));
                }
            }
        }
        return new Taken(claimed, setAside);
    }

    private Claimed take(Tx tx, String recipient, List<Notice> notices, long now)
            throws SQLException {
        long until = now + lease.toMillis();
        long at = tx.now().toEpochMilli();
        tx.update(TAKE_TURN, until, recipient);
        tx.updateAll(
                TAKE,
                notices.stream()
                        .map(it -> new @Nullable Object[] {now, at, until, it.seq()})
                        .toList());
        return new Claimed(recipient, until, notices);
    }

    /** A webhook's next, or all that goes into the next e-mail, if its time has come. */
    private List<Notice> due(Tx tx, Turn turn, long now) throws SQLException {
        List<Row> first = tx.query(READ_DUE, Row::read, turn.recipient, now);
        if (first.isEmpty() || first.getFirst().notice.channel() == Channel.WEBHOOK) {
            return notices(first);
        }
        List<Row> all = tx.query(READ, Row::read, turn.recipient, MOST_IN_MAIL);
        long next = turn.mailedAt + mailEvery.toMillis();
        if (turn.mailedAt == 0
                || next <= now
                || all.stream().anyMatch(it -> it.notice.redFlag() && it.dueAt <= now)) {
            return notices(all);
        }
        tx.update(LATER, next, turn.recipient, next);
        return List.of();
    }

    private static List<Notice> notices(List<Row> rows) {
        return rows.stream().map(Row::notice).toList();
    }

    /** The recipient has them. */
    void sent(Claimed claimed) {
        change(tx -> {
            long now = tx.now().toEpochMilli();
            long steady = tx.steady().toEpochMilli();
            tx.updateAll(
                    SENT,
                    claimed.notices.stream()
                            .map(it -> new @Nullable Object[] {now, it.seq()})
                            .toList());
            if (claimed.notices.getFirst().channel() == Channel.EMAIL) {
                tx.update(MAILED, steady, claimed.recipient);
            }
            tx.update(END_TURN, steady, claimed.recipient, claimed.until);
            return 0;
        });
    }

    /**
     * They were not delivered; they are tried again after a pause, unless that was tried for long.
     *
     * @return how many are given up
     */
    int failed(Claimed claimed, String word) {
        return change(tx -> {
            long now = tx.now().toEpochMilli();
            long steady = tx.steady().toEpochMilli();
            long begunBefore = steady - giveUp.toMillis();
            List<@Nullable Object[]> tried = new ArrayList<>();
            List<@Nullable Object[]> given = new ArrayList<>();
            for (Notice it : claimed.notices) {
                long due = steady + pause(it.attempt()).toMillis();
                tried.add(new @Nullable Object[] {word, due, it.seq(), it.attempt(), begunBefore});
                given.add(new @Nullable Object[] {word, now, it.seq(), it.attempt(), begunBefore});
            }
            tx.updateAll(FAILED, tried);
            int givenUp = sum(tx.updateAll(GIVEN_UP, given));
            tx.update(END_TURN, steady, claimed.recipient, claimed.until);
            return givenUp;
        });
    }

    /** The stop cut them: whoever looks next may try. */
    void handBack(Claimed claimed) {
        change(tx -> {
            long steady = tx.steady().toEpochMilli();
            tx.updateAll(
                    FAILED,
                    claimed.notices.stream()
                            .map(it ->
                                    new @Nullable Object[] {
                                        NotDelivered.CANCELLED, 0L, it.seq(), it.attempt(), -1L
                                    })
                            .toList());
            return tx.update(END_TURN, steady, claimed.recipient, claimed.until);
        });
    }

    /**
     * The endpoint said that it takes no more; all that waits for it is set aside.
     *
     * @return how many
     */
    int gone(Claimed claimed) {
        return change(tx -> {
            long now = tx.now().toEpochMilli();
            tx.update(GONE, now, claimed.recipient);
            int setAside = tx.update(ALL_GONE, now, claimed.recipient);
            tx.update(END_TURN, tx.steady().toEpochMilli(), claimed.recipient, claimed.until);
            return setAside;
        });
    }

    /**
     * Deletes up to so many that were delivered longer ago than that.
     *
     * @return how many
     */
    int prune(Duration kept, int most) {
        return change(tx -> tx.update(PRUNE, tx.now().minus(kept).toEpochMilli(), most));
    }

    private int change(Write<Integer> write) {
        return store.await(store.write(write));
    }

    private static int sum(int[] changed) {
        int sum = 0;
        for (int one : changed) {
            sum += one;
        }
        return sum;
    }

    /** Twice the last one. */
    static Duration pause(int attempt) {
        Duration pause =
                FIRST_PAUSE.multipliedBy(1L << (Math.min(attempt, LONGEST_PAUSE_FROM) - 1));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /**
     * What waits for one recipient.
     *
     * @param oldest when the first of it was raised
     */
    record Waiting(long count, Instant oldest) {}

    /**
     * What came of a claim.
     *
     * @param setAside of endpoints that are gone
     */
    record Taken(List<Claimed> claimed, int setAside) {}

    /**
     * Notices of one recipient that nobody else sends, for as long as a lease holds.
     *
     * @param until by the store's clock, in epoch milliseconds
     * @param notices one for a webhook
     */
    record Claimed(String recipient, long until, List<Notice> notices) {}

    private record Turn(String recipient, long mailedAt, boolean gone) {

        static Turn read(ResultSet row) throws SQLException {
            return new Turn(row.getString(1), row.getLong(2), row.getObject(3) != null);
        }
    }

    private record Row(Notice notice, long dueAt) {

        static Row read(ResultSet row) throws SQLException {
            return new Row(
                    new Notice(
                            row.getLong("seq"),
                            Objects.requireNonNull(Sql.uuid(row, 2)),
                            row.getString("recipient"),
                            Channel.of(row.getString("channel")),
                            row.getString("kind"),
                            row.getString("study"),
                            row.getString("site"),
                            row.getLong("alert"),
                            row.getString("rule"),
                            row.getInt("red_flag") == 1,
                            row.getString("role"),
                            Instant.ofEpochMilli(row.getLong("raised_at")),
                            row.getInt("attempts") + 1),
                    row.getLong("due_at"));
        }
    }
}
