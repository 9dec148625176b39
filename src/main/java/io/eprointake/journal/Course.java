package io.eprointake.journal;

import com.fasterxml.jackson.core.type.TypeReference;
import io.eprointake.alerts.Alerts;
import io.eprointake.alerts.Alerts.New;
import io.eprointake.alerts.Alerts.Read;
import io.eprointake.instrument.Scoring;
import io.eprointake.report.Alert;
import io.eprointake.report.Assessment;
import io.eprointake.report.Cleaned;
import io.eprointake.report.Finding;
import io.eprointake.report.History;
import io.eprointake.report.InstrumentVersion;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Sql;
import io.eprointake.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A subject's reports in the order in which they were completed; of two of one instant the first to
 * come is the earlier. When one joins them before others, because it came late or was released, the
 * others are compared again, so that the order of arrival decides no alert.
 */
final class Course {

    static final String JOINED =
            "select study, subject, completed_at, seq from report where report_id = ?";

    private static final String WAITS =
            "(select o.quarantined from open_report o where o.seq = r.seq)";

    /** No correction stands in its place. */
    private static final String CURRENT =
            "not exists (select 1 from superseded s where s.seq = r.seq)";

    /** Its answers are used; else they wait for a person first, or were corrected. */
    static final String USED = WAITS + " is distinct from 1 and " + CURRENT;

    private static final String ROW =
            "report_id, completed_at, scores, findings, seq, instrument, instrument_version";

    static final String BEFORE =
            """
            select %s from report r
            where study = ? and subject = ? and %s
              and (completed_at, seq) <= (?, ?)
            order by completed_at desc, seq desc limit ?
            """
                    .formatted(ROW, USED);

    /** The last that is compared again. */
    static final String LAST =
            """
            select completed_at, seq from report r
            where study = ? and subject = ? and %s
              and (completed_at, seq) > (?, ?)
            order by completed_at, seq limit 1 offset ?
            """
                    .formatted(USED);

    static final String AFTER =
            """
            select %s from report r
            where study = ? and subject = ? and %s
              and (completed_at, seq) > (?, ?) and (completed_at, seq) <= (?, ?)
            """
                    .formatted(ROW, USED);

    /** Of those that wait for a person among them, so many at the most. */
    static final String WAITING_AFTER =
            """
            select %s from report r
            where study = ? and subject = ? and %s = 1 and %s
              and (completed_at, seq) > (?, ?) and (completed_at, seq) <= (?, ?)
            order by completed_at, seq limit 1000
            """
                    .formatted(ROW, WAITS, CURRENT);

    /** The rises of those, withdrawn ones too. */
    static final String RISES =
            "select "
                    + Alerts.COLUMNS
                    + ", a.withdrawn_at"
                    + " from report r join alert a on a.report = r.seq"
                    + " where r.study = ? and r.subject = ? and a.previous is not null"
                    + " and (r.completed_at, r.seq) > (?, ?) and (r.completed_at, r.seq) <= (?, ?)";

    private static final String FINDINGS = "update report set findings = ? where report_id = ?";

    private final Json json;
    private final StudyKeys keys;
    private final Scoring scoring;
    private final Alerts alerts;
    private final Outbox outbox;
    private final int depth;

    /**
     * @param depth how many earlier reports are looked through for an answer
     */
    Course(Json json, StudyKeys keys, Scoring scoring, Alerts alerts, Outbox outbox, int depth) {
        this.json = json;
        this.keys = keys;
        this.scoring = scoring;
        this.alerts = alerts;
        this.outbox = outbox;
        this.depth = depth;
    }

    /**
     * Compares those again for which a report that joined is among the earlier ones that are looked
     * through. The transaction holds the subject's key.
     *
     * @return the alerts that this raised
     */
    List<Alert> compareAfter(Tx tx, UUID reportId) throws SQLException {
        Place at = tx.query(JOINED, Place::joined, reportId).getFirst();
        if (at.completedAt == null) {
            return List.of();
        }
        Place last =
                tx
                        .query(LAST, at::last, at.study, at.subject, at.completedAt, at.seq, depth)
                        .stream()
                        .findFirst()
                        .orElse(at.end());
        Object[] range = {at.study, at.subject, at.completedAt, at.seq, last.completedAt, last.seq};
        List<Row> later = new ArrayList<>(tx.query(AFTER, row -> row(row, at.study, true), range));
        later.addAll(tx.query(WAITING_AFTER, row -> row(row, at.study, false), range));
        if (later.isEmpty()) {
            return List.of();
        }
        later.sort(Comparator.comparing(Row::completedAt).thenComparingLong(Row::seq));
        List<Row> earlier =
                new ArrayList<>(
                        tx.query(
                                        BEFORE,
                                        row -> row(row, at.study, true),
                                        at.study,
                                        at.subject,
                                        at.completedAt,
                                        at.seq,
                                        depth + 1)
                                .reversed());
        Map<Long, List<Rise>> rises =
                tx.query(RISES, row -> Rise.read(keys, row), range).stream()
                        .collect(Collectors.groupingBy(Rise::report));
        List<Alert> raised = new ArrayList<>();
        // Rows are changed in one order at all replicas, so that none waits in a circle.
        var changed = new TreeSet<UUID>();
        var findings = new TreeMap<UUID, List<Finding>>();
        for (Row row : later) {
            var window = new Window(earlier, depth);
            var cleaned = new Cleaned(row.gradedBy, row.completedAt, row.scores, List.of());
            Assessment now = scoring.assess(at.study, cleaned, window);
            List<Rise> before = rises.getOrDefault(row.seq, List.of());
            if (compare(tx, at.study, row, now, before, raised)) {
                changed.add(row.reportId);
            }
            List<Finding> noted = noted(row, now.findings());
            if (!noted.equals(row.findings)) {
                findings.put(row.reportId, noted);
            }
            if (row.used) {
                earlier.add(row);
            }
        }
        for (UUID id : changed) {
            alerts.turn(tx, id);
        }
        for (var noted : findings.entrySet()) {
            UUID id = noted.getKey();
            byte[] sealed = keys.seal(at.study, id, "findings", json.write(noted.getValue()));
            tx.update(FINDINGS, sealed, id);
        }
        outbox.recordNews(tx, changed);
        return raised;
    }

    /**
     * Those are superseded by now: their alerts do not stand, and the later reports are compared
     * without them. The transaction holds the subject's key.
     *
     * @return the alerts that this raised
     */
    List<Alert> without(Tx tx, List<UUID> superseded) throws SQLException {
        List<Alert> raised = new ArrayList<>();
        // In one order at all replicas, as above.
        for (UUID id : new TreeSet<>(superseded)) {
            if (alerts.withdrawAll(tx, id)) {
                alerts.turn(tx, id);
            }
        }
        for (UUID id : superseded) {
            raised.addAll(compareAfter(tx, id));
        }
        outbox.recordNews(tx, superseded);
        return raised;
    }

    /** Whether it has other alerts by now. */
    private boolean compare(
            Tx tx, String study, Row row, Assessment now, List<Rise> before, List<Alert> raised)
            throws SQLException {
        boolean changed = false;
        for (Alert alert : now.alerts().stream().filter(Alert::rise).toList()) {
            Rise known = before.stream().filter(rise -> rise.same(alert)).findFirst().orElse(null);
            if (known == null) {
                alerts.raise(tx, List.of(new New(study, row.reportId, alert, true)));
                raised.add(alert);
                changed = true;
            } else if (known.withdrawn || !known.alert().equals(alert)) {
                alerts.raiseAgain(tx, known.id(), study, row.reportId, alert);
                changed |= known.withdrawn;
            }
        }
        for (Rise rise : before) {
            if (!rise.withdrawn
                    && now.alerts().stream().noneMatch(rise::same)
                    && scoring.compares(
                            study,
                            row.gradedBy,
                            rise.alert().rule(),
                            Objects.requireNonNull(rise.alert().item()))) {
                alerts.withdraw(tx, rise.id());
                changed = true;
            }
        }
        return changed;
    }

    /** What is not known of the past may have changed with it. */
    private static List<Finding> noted(Row row, List<Finding> notKnown) {
        List<Finding> findings = new ArrayList<>(row.findings);
        findings.removeIf(finding -> finding.rule().equals(Scoring.NOT_KNOWN));
        findings.addAll(notKnown);
        return findings;
    }

    private Row row(ResultSet row, String study, boolean used) throws SQLException {
        UUID id = Objects.requireNonNull(Sql.uuid(row, 1));
        String instrument = row.getString(6);
        return new Row(
                id,
                used,
                instrument == null ? null : new InstrumentVersion(instrument, row.getString(7)),
                Instant.ofEpochMilli(row.getLong(2)),
                json.read(
                        keys.openText(study, id, "scores", row.getBytes(3)), SubjectHistory.SCORES),
                json.read(
                        keys.openText(study, id, "findings", row.getBytes(4)),
                        new TypeReference<List<Finding>>() {}),
                row.getLong(5));
    }

    /**
     * A report among those of its subject.
     *
     * @param used whether its answers are, and do not wait for a person first
     * @param gradedBy as {@link Cleaned} has it
     */
    private record Row(
            UUID reportId,
            boolean used,
            @Nullable InstrumentVersion gradedBy,
            Instant completedAt,
            Map<String, Integer> scores,
            List<Finding> findings,
            long seq) {

        @Override
        public String toString() {
            return "Row[" + reportId + "]";
        }
    }

    /** An alert about a rise that is on record. */
    private record Rise(Read read, boolean withdrawn) {

        static Rise read(StudyKeys keys, ResultSet row) throws SQLException {
            boolean withdrawn = row.getObject(15) != null;
            return new Rise(Alerts.read(keys, row), withdrawn);
        }

        long report() {
            return read.report();
        }

        boolean same(Alert other) {
            return alert().rule().equals(other.rule())
                    && Objects.equals(alert().item(), other.item());
        }

        Alert alert() {
            return read.raised().alert();
        }

        long id() {
            return read.raised().id();
        }
    }

    /** A place in a subject's course. */
    private record Place(String study, String subject, @Nullable Long completedAt, long seq) {

        static Place joined(ResultSet row) throws SQLException {
            long completedAt = row.getLong(3);
            return new Place(
                    row.getString(1),
                    row.getString(2),
                    row.wasNull() ? null : completedAt,
                    row.getLong(4));
        }

        Place last(ResultSet row) throws SQLException {
            return new Place(study, subject, row.getLong(1), row.getLong(2));
        }

        Place end() {
            return new Place(study, subject, Long.MAX_VALUE, Long.MAX_VALUE);
        }

        @Override
        public String toString() {
            return "Place[" + seq + "]";
        }
    }

    /**
     * The last few of these, which lie before the report at hand.
     *
     * @param earlier in the order of their completion
     */
    private record Window(List<Row> earlier, int depth) implements History {

        @Override
        public @Nullable Answered last(String item) {
            int first = Math.max(0, earlier.size() - depth);
            for (Row row : earlier.subList(first, earlier.size()).reversed()) {
                Integer score = row.scores.get(item);
                if (score != null) {
                    return new Answered(score, row.reportId);
                }
            }
            return null;
        }

        @Override
        public boolean whole() {
            return earlier.size() <= depth;
        }
    }
}
