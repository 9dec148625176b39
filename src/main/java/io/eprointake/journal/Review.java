package io.eprointake.journal;

import io.eprointake.report.Alert;
import io.eprointake.report.ReportState;
import io.eprointake.store.Store;
import io.eprointake.store.Tx;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a person decides of a report that waits for one. */
public final class Review {

    private static final String REPLAY =
            """
            update report
            set state = case when state = 'quarantined' then state else 'received' end,
                due_at = ?, attempts_left = ?
            where report_id = ? and (state = 'analysis_failed'
                or (state = 'quarantined' and due_at is null and analysis is null))
            """;

    private static final String RELEASE =
            """
            update report
            set state = case when analysis is not null then 'analyzed'
                             when claimed_by is not null then 'analyzing'
                             when due_at is not null then 'received'
                             else 'analysis_failed' end
            where report_id = ? and state = 'quarantined'
            """;

    private static final String SUBJECT = "select study, subject from report where report_id = ?";

    private static final String STATE = "select state from report where report_id = ?";

    private final Store store;
    private final int maxAttempts;
    private final Outbox outbox;
    private final Alerts alerts;
    private final Course course;

    Review(Store store, int maxAttempts, Outbox outbox, Alerts alerts, Course course) {
        this.store = store;
        this.maxAttempts = maxAttempts;
        this.outbox = outbox;
        this.alerts = alerts;
        this.course = course;
    }

    /**
     * Puts a report whose analysis failed back in line, with all its attempts; also one that is
     * quarantined besides, and then stays so.
     */
    public Move replay(UUID reportId) {
        String id = reportId.toString();
        return store.await(
                store.write(tx ->
                        moved(
                                tx,
                                id,
                                tx.update(REPLAY, tx.steady().toEpochMilli(), maxAttempts, id))));
    }

    /**
     * Lets a {@code quarantined} report go on: from now on its answers are used, and the subject's
     * later reports are compared with them.
     */
    public Move release(UUID reportId) {
        String id = reportId.toString();
        Optional<String> key =
                store.read(reading ->
                        reading.sql(SUBJECT)
                                .param(id)
                                .query((row, n) ->
                                        Submission.subjectKey(row.getString(1), row.getString(2)))
                                .optional());
        if (key.isEmpty()) {
            return new Move(false, null);
        }
        Released released = store.await(store.admit(key.get(), tx -> release(tx, id)));
        alerts.count(released.late, true);
        return released.move;
    }

    private Released release(Tx tx, String id) throws SQLException {
        int changed = tx.update(RELEASE, id);
        if (changed == 1) {
            outbox.record(tx, List.of(id));
        }
        return new Released(
                moved(tx, id, changed), changed == 1 ? course.compareAfter(tx, id) : List.of());
    }

    private static Move moved(Tx tx, String id, int changed) throws SQLException {
        List<ReportState> now = tx.query(STATE, row -> ReportState.of(row.getString(1)), id);
        return new Move(changed == 1, now.isEmpty() ? null : now.getFirst());
    }

    /**
     * What became of a person's order to move a report on.
     *
     * @param done whether it moved
     * @param state where it stands now; null when there is no such report
     */
    public record Move(boolean done, @Nullable ReportState state) {}

    /**
     * A report that was released, or was not quarantined.
     *
     * @param late the alerts of later reports that this raised
     */
    private record Released(Move move, List<Alert> late) {}
}
