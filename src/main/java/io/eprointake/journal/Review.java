package io.eprointake.journal;

import io.eprointake.alerts.Alerts;
import io.eprointake.audit.Act;
import io.eprointake.audit.Act.Change;
import io.eprointake.audit.Act.What;
import io.eprointake.audit.Actor;
import io.eprointake.audit.Trail;
import io.eprointake.journal.Amendments.Whose;
import io.eprointake.report.Alert;
import io.eprointake.report.ReportState;
import io.eprointake.report.Subject;
import io.eprointake.store.Store;
import io.eprointake.store.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a person decides of a report that waits for one. */
public final class Review {

    static final String REPLAY =
            """
            update open_report set analysis_state = 'received', due_at = ?, attempts_left = ?
            where seq = (select seq from report where report_id = ?)
                and analysis_state = 'analysis_failed'
            """;

    static final String RELEASE =
            """
            update open_report set quarantined = 0
            where seq = (select seq from report where report_id = ?) and quarantined = 1
            """;

    private static final String STUDY = "select study from report where report_id = ?";

    private static final String WHOSE =
            "select study, site, subject from report where report_id = ?";

    static final String STATE =
            "select %s from %s where r.report_id = ?"
                    .formatted(Reports.STATE, Reports.AS_IT_STANDS);

    private final Store store;
    private final int maxAttempts;
    private final Outbox outbox;
    private final Alerts alerts;
    private final Course course;
    private final Trail trail;

    Review(Store store, int maxAttempts, Outbox outbox, Alerts alerts, Course course, Trail trail) {
        this.store = store;
        this.maxAttempts = maxAttempts;
        this.outbox = outbox;
        this.alerts = alerts;
        this.course = course;
        this.trail = trail;
    }

    /**
     * Puts a report whose analysis failed back in line, with all its attempts; also one that is
     * quarantined besides, and then stays so.
     *
     * @param why as they say it, for the trail
     */
    public Move replay(UUID reportId, Actor by, @Nullable String why) {
        return store.await(
                store.write(tx -> {
                    int changed =
                            tx.update(REPLAY, tx.steady().toEpochMilli(), maxAttempts, reportId);
                    if (changed == 1) {
                        tell(
                                tx,
                                What.REPLAYED,
                                by,
                                reportId,
                                why,
                                new Change(
                                        "analysis_state",
                                        ReportState.ANALYSIS_FAILED.word(),
                                        ReportState.RECEIVED.word()));
                    }
                    return moved(tx, reportId, changed);
                }));
    }

    private void tell(Tx tx, What what, Actor by, UUID id, @Nullable String why, Change change)
            throws SQLException {
        String study = tx.query(STUDY, row -> row.getString(1), id).getFirst();
        trail.append(
                tx, List.of(new Act(what, by, study, id.toString(), null, why, List.of(change))));
    }

    /**
     * Lets a {@code quarantined} report go on: from now on its answers are used, and the subject's
     * later reports are compared with them.
     *
     * @param why as they say it, for the trail
     */
    public Move release(UUID reportId, Actor by, @Nullable String why) {
        Optional<String> key =
                store.read(reading ->
                        reading.sql(WHOSE)
                                .param(store.bound(reportId))
                                .query((row, n) ->
                                        new Subject(row.getString(3)).keyIn(row.getString(1)))
                                .optional());
        if (key.isEmpty()) {
            return new Move(false, null);
        }
        Released released =
                store.await(store.admit(key.get(), tx -> release(tx, reportId, by, why)));
        alerts.count(released.late, true);
        return released.move;
    }

    private Released release(Tx tx, UUID id, Actor by, @Nullable String why) throws SQLException {
        int changed = tx.update(RELEASE, id);
        if (changed == 1) {
            tx.update(Analyses.CLOSE, id);
            outbox.record(tx, List.of(id));
            tell(tx, What.RELEASED, by, id, why, new Change("quarantined", "true", "false"));
        }
        return new Released(moved(tx, id, changed), changed == 1 ? late(tx, id) : List.of());
    }

    /** From now on it is used, and what it corrects is not; unless it was corrected itself. */
    private List<Alert> late(Tx tx, UUID id) throws SQLException {
        if (Amendments.superseded(tx, id)) {
            return List.of();
        }
        Whose whose = tx.query(WHOSE, Whose::read, id).getFirst();
        UUID amended = Amendments.amended(tx, whose, id);
        List<UUID> superseded = Amendments.supersede(tx, whose, amended);
        List<Alert> late = new ArrayList<>(course.without(tx, superseded));
        late.addAll(course.compareAfter(tx, id));
        return late;
    }

    private static Move moved(Tx tx, UUID id, int changed) throws SQLException {
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
