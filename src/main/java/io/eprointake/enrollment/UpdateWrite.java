package io.eprointake.enrollment;

import io.eprointake.audit.Actor;
import io.eprointake.enrollment.UpdateWrite.Written;
import io.eprointake.store.Tx;
import io.eprointake.store.Write;
import io.eprointake.study.Registration;
import io.eprointake.study.Roster;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * An update and how it changes its site, in one transaction: the unique event id decides whether it
 * is new, and the count at that moment whether so many can be taken back. Whom it names is
 * registered with it.
 */
record UpdateWrite(EnrollmentUpdate update, Roster roster, Actor by) implements Write<Written> {

    /** Stores what is new, unless its site would fall below zero. */
    private static final String INSERT =
            """
            insert into enrollment_update (event_id, site, patients, reason, received_at)
            select ?, ?, ?, ?, ?
            where coalesce((select enrolled from enrollment_site where site = ?), 0) + ? >= 0
            on conflict (event_id) do nothing
            """;

    private static final String ADD =
            """
            insert into enrollment_site (site, enrolled, version, updated_at)
            values (?, ?, 1, ?)
            on conflict (site) do update
            set enrolled = enrollment_site.enrolled + excluded.enrolled,
                version = enrollment_site.version + 1,
                updated_at = excluded.updated_at
            returning enrolled, version, updated_at
            """;

    /**
     * Not by the statement above: its row is checked before it is found to be there already, and
     * one below zero would not pass.
     */
    private static final String TAKE_BACK =
            """
            update enrollment_site
            set enrolled = enrolled + ?, version = version + 1, updated_at = ?
            where site = ?
            returning enrolled, version, updated_at
            """;

    private static final String SAME =
            """
            select s.enrolled, s.version, s.updated_at
            from enrollment_update u join enrollment_site s on s.site = u.site
            where u.event_id = ? and u.site = ? and u.patients = ?
            """;

    private static final String KNOWN = "select event_id from enrollment_update where event_id = ?";

    private static final String STANDS =
            "select enrolled, version, updated_at from enrollment_site where site = ?";

    /** Updates of one site take turns at all replicas, so that each knows where the site stands. */
    String key() {
        return Roster.key(update.site());
    }

    @Override
    public Written apply(Tx tx) throws SQLException {
        String id = update.eventId();
        String site = update.site();
        int patients = update.patients();
        long now = tx.now().toEpochMilli();
        Registration subject = update.subject();
        if (subject != null && roster.elsewhere(tx, subject)) {
            Written known = notNew(tx, id, site, patients);
            return known.outcome() == UpdateOutcome.BELOW_ZERO
                    ? Written.nowhere(UpdateOutcome.ELSEWHERE)
                    : known;
        }
        int stored = tx.update(INSERT, id, site, patients, update.reason(), now, site, patients);
        if (stored == 0) {
            return notNew(tx, id, site, patients);
        }
        if (subject != null
                && roster.register(tx, subject, patients > 0, by) == Roster.Outcome.ELSEWHERE) {
            // Another replica registered it meanwhile: not half of this. Sent again it is told so.
            throw new IllegalStateException("a subject was registered elsewhere meanwhile");
        }
        return change(tx, site, patients, now);
    }

    private static Written change(Tx tx, String site, int patients, long now) throws SQLException {
        Tx.Row<Written> applied = row -> Written.read(UpdateOutcome.APPLIED, row);
        return (patients > 0
                        ? tx.query(ADD, applied, site, patients, now)
                        : tx.query(TAKE_BACK, applied, patients, now, site))
                .getFirst();
    }

    /** What was counted before was so whatever the count is now, so that is asked first. */
    private static Written notNew(Tx tx, String id, String site, int patients) throws SQLException {
        var same =
                tx.query(
                        SAME, row -> Written.read(UpdateOutcome.REPEATED, row), id, site, patients);
        if (!same.isEmpty()) {
            return same.getFirst();
        }
        if (!tx.query(KNOWN, row -> row.getString(1), id).isEmpty()) {
            return Written.nowhere(UpdateOutcome.CONFLICT);
        }
        var stands = tx.query(STANDS, row -> Written.read(UpdateOutcome.BELOW_ZERO, row), site);
        return stands.isEmpty() ? Written.nowhere(UpdateOutcome.BELOW_ZERO) : stands.getFirst();
    }

    /**
     * @param enrolled where the site stands now, unless it is a conflict
     * @param version of that; 0 when it is a conflict, or nobody knows the site
     * @param updatedAt when it last changed, in epoch milliseconds
     */
    record Written(UpdateOutcome outcome, long enrolled, long version, long updatedAt) {

        private static Written nowhere(UpdateOutcome outcome) {
            return new Written(outcome, 0, 0, 0);
        }

        private static Written read(UpdateOutcome outcome, ResultSet row) throws SQLException {
            return new Written(outcome, row.getLong(1), row.getLong(2), row.getLong(3));
        }
    }
}
