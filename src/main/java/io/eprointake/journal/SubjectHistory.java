package io.eprointake.journal;

import com.fasterxml.jackson.core.type.TypeReference;
import io.eprointake.report.History;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Sql;
import io.eprointake.store.Tx;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.UncategorizedSQLException;

/**
 * The earlier reports of one subject, latest first, read inside the transaction that accepts the
 * next one. Nearly always the latest answers every item, so those of all subjects in hand are read
 * at once, and the others only when it does not. One of the same instant came before.
 */
final class SubjectHistory implements History {

    static final TypeReference<Map<String, Integer>> SCORES = new TypeReference<>() {};

    /** An id's 16 bytes and what is stored of the scores, in one. */
    private static final Sql ID_AND_SCORES =
            new Sql("uuid_send(report_id) || scores", "cast(report_id || scores as blob)");

    /** The latest earlier report's id and scores in one, and whether there is a later one. */
    static final Sql LATEST =
            Sql.of(
                    """
                    select (select %s from report r
                            where study = e.value ->> 'study' and subject = e.value ->> 'subject'
                              and completed_at <= cast(e.value ->> 'completed' as bigint)
                              and %s
                            order by completed_at desc, seq desc limit 1),
                           (select 1 from report
                            where study = e.value ->> 'study' and subject = e.value ->> 'subject'
                              and completed_at > cast(e.value ->> 'completed' as bigint) limit 1),
                           (select 1 from amendment
                            where study = e.value ->> 'study' and site = e.value ->> 'site'
                              and subject = e.value ->> 'subject' and amends = %s)
                    from %s as e
                    """,
                    ID_AND_SCORES,
                    new Sql(Course.USED, Course.USED),
                    Sql.JSON_ID,
                    Sql.JSON_ELEMENTS);

    static final Sql OTHERS =
            Sql.of(
                    """
                    select %s from report r
                    where study = ? and subject = ? and completed_at <= ? and %s
                    order by completed_at desc, seq desc limit ? offset 1
                    """,
                    ID_AND_SCORES, new Sql(Course.USED, Course.USED));

    private final Tx tx;
    private final Json json;
    private final StudyKeys keys;
    private final Before before;
    private final int depth;
    private final Latest latest;
    private @Nullable Scores newest;
    private @Nullable List<Scores> others;

    private SubjectHistory(
            Tx tx, Json json, StudyKeys keys, Before before, int depth, Latest latest) {
        this.tx = tx;
        this.json = json;
        this.keys = keys;
        this.before = before;
        this.depth = depth;
        this.latest = latest;
    }

    /**
     * Of the subject of each of these, which must not be in hand twice.
     *
     * @param depth how many earlier reports are looked through for an answer
     */
    static List<SubjectHistory> of(
            Tx tx, Json json, StudyKeys keys, int depth, List<Submission> submissions)
            throws SQLException {
        List<Before> all = submissions.stream().map(Before::of).toList();
        List<Latest> latest = tx.query(LATEST, Latest::read, json.write(all));
        List<SubjectHistory> histories = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            histories.add(new SubjectHistory(tx, json, keys, all.get(i), depth, latest.get(i)));
        }
        return histories;
    }

    /** Whether the subject has a report that was completed after this one. */
    boolean overtaken() {
        return latest.overtaken;
    }

    /** Whether a correction of this report came before it. */
    boolean amended() {
        return latest.amended;
    }

    @Override
    public @Nullable Answered last(String item) {
        if (latest.scores == null) {
            return null;
        }
        if (newest == null) {
            newest = scores(latest.scores);
        }
        Answered answered = newest.answered(item);
        for (int i = 0; answered == null && i < Math.min(depth - 1, others().size()); i++) {
            answered = others().get(i).answered(item);
        }
        return answered;
    }

    @Override
    public boolean whole() {
        return latest.scores == null || others().size() < depth;
    }

    /** All but the latest, and one more than is looked through. */
    private List<Scores> others() {
        try {
            if (others == null) {
                others =
                        tx.query(
                                OTHERS,
                                row -> scores(row.getBytes(1)),
                                before.study,
                                before.subject,
                                before.completed,
                                depth);
            }
            return others;
        } catch (SQLException e) {
            throw new UncategorizedSQLException("history", null, e);
        }
    }

    private Scores scores(byte[] idAndScores) {
        ByteBuffer bytes = ByteBuffer.wrap(idAndScores);
        var id = new UUID(bytes.getLong(), bytes.getLong());
        byte[] sealed = new byte[bytes.remaining()];
        bytes.get(sealed);
        return new Scores(id, json.read(keys.openText(before.study, id, "scores", sealed), SCORES));
    }

    /**
     * Where a subject's history ends.
     *
     * @param completed in epoch milliseconds; null when the report does not say it beyond doubt,
     *     and then it has no history
     */
    private record Before(
            String study, String site, String subject, @Nullable Long completed, UUID id) {

        static Before of(Submission submission) {
            Instant at = submission.cleaned().completedAt();
            return new Before(
                    submission.report().study(),
                    submission.report().site(),
                    submission.report().subject().id(),
                    at == null ? null : at.toEpochMilli(),
                    submission.report().reportId());
        }

        @Override
        public String toString() {
            return "Before[redacted]";
        }
    }

    /**
     * What is known of a subject at once.
     *
     * @param scores the latest report's id, then its scores as they are stored; null when there is
     *     none
     */
    private record Latest(byte @Nullable [] scores, boolean overtaken, boolean amended) {

        static Latest read(ResultSet row) throws SQLException {
            return new Latest(row.getBytes(1), row.getInt(2) == 1, row.getInt(3) == 1);
        }

        @Override
        public String toString() {
            return "Latest[redacted]";
        }
    }

    /** What one report answered. */
    private record Scores(UUID reportId, Map<String, Integer> byItem) {

        @Nullable Answered answered(String item) {
            Integer score = byItem.get(item);
            return score == null ? null : new Answered(score, reportId);
        }

        @Override
        public String toString() {
            return "Scores[" + reportId + "]";
        }
    }
}
