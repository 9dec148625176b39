package io.eprointake.journal;

import io.eprointake.report.Amendment;
import io.eprointake.report.Report;
import io.eprointake.store.Sql;
import io.eprointake.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which report corrects which, inside a transaction that holds the subject's key. A correction
 * takes effect when it waits for no person, or is corrected itself by one that took effect; then
 * all before it in its chain are superseded, those that come later too. So the order of arrival
 * decides nothing, but that of two corrections of one report the first to come is taken.
 */
final class Amendments {

    private static final String STORED = "select 1 from report where report_id = ?";

    private static final String TAKEN =
            "select 1 from amendment where study = ? and site = ? and subject = ? and amends = ?";

    /** A report of that subject, and what it corrects. */
    private static final String LINK =
            """
            select r.seq, a.amends from report r left join amendment a on a.seq = r.seq
            where r.report_id = ? and r.study = ? and r.site = ? and r.subject = ?
            """;

    private static final String RECORD =
            """
            insert into amendment (seq, study, site, subject, amends)
            values ((select seq from report where report_id = ?), ?, ?, ?, ?)
            """;

    private static final String SUPERSEDE =
            "insert into superseded (seq) values (?) on conflict (seq) do nothing";

    private static final String SUPERSEDED =
            """
            select 1 from superseded
            where seq = (select seq from report where report_id = ?)
            """;

    /** One of a report that took effect. */
    private static final String IN_EFFECT =
            """
            select 1 from amendment a
            where a.study = ? and a.site = ? and a.subject = ? and a.amends = ?
              and ((select o.quarantined from open_report o where o.seq = a.seq) is distinct from 1
                or exists (select 1 from superseded s where s.seq = a.seq))
            """;

    private Amendments() {}

    static boolean stored(Tx tx, UUID reportId) throws SQLException {
        return tx.any(STORED, reportId);
    }

    /** Whether it may not be stored: another correction is in its place, or it closes a circle. */
    static boolean conflicts(Tx tx, Submission submission) throws SQLException {
        Amendment amendment = submission.report().amendment();
        UUID id = submission.report().reportId();
        if (amendment == null || stored(tx, id)) {
            return false; // stored before: its first receipt, or the conflict that it is
        }
        Whose whose = Whose.of(submission.report());
        if (tx.any(TAKEN, whose.study, whose.site, whose.subject, amendment.amends())) {
            return true;
        }
        for (UUID next = amendment.amends(); next != null; ) {
            Link link = link(tx, whose, next);
            if (link != null && id.equals(link.amends)) {
                return true;
            }
            next = link == null ? null : link.amends;
        }
        return false;
    }

    /** A correction was stored. */
    static void record(Tx tx, Report report, Amendment amendment) throws SQLException {
        Whose whose = Whose.of(report);
        tx.update(
                RECORD,
                report.reportId(),
                whose.study,
                whose.site,
                whose.subject,
                amendment.amends());
    }

    /**
     * A correction of this report took effect.
     *
     * @return those that are superseded only now: it and all before it, as far as they have come
     */
    static List<UUID> supersede(Tx tx, Whose whose, @Nullable UUID amends) throws SQLException {
        List<UUID> superseded = new ArrayList<>();
        for (UUID next = amends; next != null; ) {
            Link link = link(tx, whose, next);
            if (link != null && tx.update(SUPERSEDE, link.seq) == 1) {
                superseded.add(next);
            }
            next = link == null ? null : link.amends;
        }
        return superseded;
    }

    /** Whether one of this report took effect. */
    static boolean inEffect(Tx tx, Whose whose, UUID reportId) throws SQLException {
        return tx.any(IN_EFFECT, whose.study, whose.site, whose.subject, reportId);
    }

    static boolean superseded(Tx tx, UUID reportId) throws SQLException {
        return tx.any(SUPERSEDED, reportId);
    }

    /** What a stored report corrects; null when nothing. */
    static @Nullable UUID amended(Tx tx, Whose whose, UUID reportId) throws SQLException {
        Link link = link(tx, whose, reportId);
        return link == null ? null : link.amends;
    }

    private static @Nullable Link link(Tx tx, Whose whose, UUID reportId) throws SQLException {
        List<Link> found =
                tx.query(LINK, Link::read, reportId, whose.study, whose.site, whose.subject);
        return found.isEmpty() ? null : found.getFirst();
    }

    /** Whose reports correct one another: else somebody could have another's no longer used. */
    record Whose(String study, String site, String subject) {

        static Whose of(Report report) {
            return new Whose(report.study(), report.site(), report.subject().id());
        }

        /** Of a row that begins with these. */
        static Whose read(ResultSet row) throws SQLException {
            return new Whose(row.getString(1), row.getString(2), row.getString(3));
        }

        @Override
        public String toString() {
            return "Whose[redacted]";
        }
    }

    /**
     * A report in a chain of corrections.
     *
     * @param amends what it corrects; null when nothing
     */
    private record Link(long seq, @Nullable UUID amends) {

        static Link read(ResultSet row) throws SQLException {
            return new Link(row.getLong(1), Sql.uuid(row, 2));
        }
    }
}
