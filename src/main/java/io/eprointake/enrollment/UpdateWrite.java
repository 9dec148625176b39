package io.eprointake.enrollment;

import io.eprointake.enrollment.UpdateWrite.Written;
import io.eprointake.store.Tx;
import io.eprointake.store.Write;
import java.sql.ResultSet;
import java.sql.SQLException;

/** An update and what it adds to its site, in one transaction: the unique event id decides. */
record UpdateWrite(EnrollmentUpdate update) implements Write<Written> {

    private static final String INSERT =
            """
            insert into enrollment_update (event_id, site, patients, received_at)
            values (?, ?, ?, ?)
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

    private static final String SAME =
            """
            select s.enrolled, s.version, s.updated_at
            from enrollment_update u join enrollment_site s on s.site = u.site
            where u.event_id = ? and u.site = ? and u.patients = ?
            """;

    /** Updates of one site take turns at all replicas, so that each knows where the site stands. */
    String key() {
        return "site " + update.site();
    }

    @Override
    public Written apply(Tx tx) throws SQLException {
        String id = update.eventId();
        String site = update.site();
        int patients = update.patients();
        long now = tx.now().toEpochMilli();
        if (tx.update(INSERT, id, site, patients, now) == 1) {
            return tx.query(ADD, row -> Written.read(Outcome.APPLIED, row), site, patients, now)
                    .getFirst();
        }
        var same = tx.query(SAME, row -> Written.read(Outcome.REPEATED, row), id, site, patients);
        return same.isEmpty() ? new Written(Outcome.CONFLICT, 0, 0, 0) : same.getFirst();
    }

    /**
     * @param enrolled where the site stands now, unless it is a conflict
     * @param version of that
     * @param updatedAt when it last grew, in epoch milliseconds
     */
    record Written(Outcome outcome, long enrolled, long version, long updatedAt) {

        private static Written read(Outcome outcome, ResultSet row) throws SQLException {
            return new Written(outcome, row.getLong(1), row.getLong(2), row.getLong(3));
        }
    }
}
