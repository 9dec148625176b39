package io.eprointake.notice;

import io.eprointake.store.Tx;
import io.eprointake.study.Recipient;
import io.eprointake.study.Studies;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells those who want to know of alerts. It is written in the transaction of what it tells, so
 * that nothing is told that was rolled back, and nothing stays untold that was committed.
 */
public final class Notices {

    private static final String WRITE =
            """
            insert into notice (notice_id, recipient, channel, kind, study, site, alert, rule,
                                red_flag, role, raised_at, state, due_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?)
            """;

    private static final String KNOW =
            "insert into notice_recipient (recipient) values (?) on conflict (recipient) do nothing";

    private final Studies studies;

    public Notices(Studies studies) {
        this.studies = studies;
    }

    /** Whether anybody wants to be told of a study's alerts at all. */
    public boolean wanted(String study) {
        return !studies.of(study).recipients().isEmpty();
    }

    /** Writes one notice for each recipient of the news' role who wants it. */
    public void tell(Tx tx, List<News> news) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        // In one order, so that no two transactions wait for each other.
        var recipients = new TreeSet<String>();
        for (News one : news) {
            for (Recipient recipient : studies.of(one.study()).recipients()) {
                if (wants(recipient, one)) {
                    rows.add(row(tx, recipient, one));
                    recipients.add(recipient.name());
                }
            }
        }
        if (!rows.isEmpty()) {
            tx.updateAll(KNOW, recipients.stream().map(it -> new @Nullable Object[] {it}).toList());
            tx.updateAll(WRITE, rows);
        }
    }

    private static boolean wants(Recipient recipient, News news) {
        return recipient.role().equals(news.role())
                && recipient.wants(news.rule(), news.site(), news.redFlag(), news.score());
    }

    private static @Nullable Object[] row(Tx tx, Recipient recipient, News news) {
        return new @Nullable Object[] {
            UUID.randomUUID(),
            recipient.name(),
            Channel.of(recipient).word(),
            news.kind().word(),
            news.study(),
            news.site(),
            news.alert(),
            news.rule(),
            news.redFlag() ? 1 : 0,
            news.role(),
            tx.now().toEpochMilli(),
            tx.steady().toEpochMilli()
        };
    }
}
