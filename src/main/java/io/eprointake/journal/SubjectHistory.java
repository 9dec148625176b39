package io.eprointake.journal;

import com.fasterxml.jackson.core.type.TypeReference;
import io.eprointake.report.History;
import io.eprointake.store.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.UncategorizedSQLException;

/**
 * The earlier reports of one subject, latest first, read inside the transaction that accepts the
 * next one. Nearly always the latest answers every item, so those of all subjects in hand are read
 * at once, and the others only when it does not.
 */
final class SubjectHistory implements History {

    /** How many earlier reports are looked through for an item. */
    private static final int DEPTH = 50;

    static final String LATEST =
            """
            select (select scores from report
                    where study = e.value ->> 'study' and subject = e.value ->> 'subject'
                      and completed_at < cast(e.value ->> 'completed' as bigint)
                      and state <> 'quarantined'
                    order by completed_at desc limit 1)
            from json_array_elements(cast(? as json)) as e
            """;

    static final String OTHERS =
            """
            select scores from report
            where study = ? and subject = ? and completed_at < ? and state <> 'quarantined'
            order by completed_at desc limit ? offset 1
            """;

    private static final TypeReference<Map<String, Integer>> SCORES = new TypeReference<>() {};

    private final Tx tx;
    private final Json json;
    private final Before before;
    private final Latest latest;
    private final int place;
    private @Nullable Map<String, Integer> newest;
    private @Nullable List<Map<String, Integer>> others;

    private SubjectHistory(Tx tx, Json json, Before before, Latest latest, int place) {
        this.tx = tx;
        this.json = json;
        this.before = before;
        this.latest = latest;
        this.place = place;
    }

    /** Of the subject of each of these, which must not be in hand twice. */
    static List<SubjectHistory> of(Tx tx, Json json, List<Submission> submissions) {
        List<Before> all = submissions.stream().map(Before::of).toList();
        var latest = new Latest(tx, json, all);
        List<SubjectHistory> histories = new ArrayList<>();
        for (Before before : all) {
            histories.add(new SubjectHistory(tx, json, before, latest, histories.size()));
        }
        return histories;
    }

    @Override
    public @Nullable Integer lastScore(String item) {
        try {
            if (newest == null) {
                String scores = latest.of(place);
                newest = scores == null ? Map.of() : json.read(scores, SCORES);
                others = scores == null ? List.of() : null;
            }
            Integer score = newest.get(item);
            return score != null ? score : lastOfOthers(item);
        } catch (SQLException e) {
            throw new UncategorizedSQLException("history", null, e);
        }
    }

    private @Nullable Integer lastOfOthers(String item) throws SQLException {
        if (others == null) {
            others =
                    tx.query(
                            OTHERS,
                            row -> json.read(row.getString(1), SCORES),
                            before.study,
                            before.subject,
                            before.completed,
                            DEPTH);
        }
        for (Map<String, Integer> scores : others) {
            Integer score = scores.get(item);
            if (score != null) {
                return score;
            }
        }
        return null;
    }

    /**
     * Where a subject's history ends.
     *
     * @param completed in epoch milliseconds; null when the report does not say it beyond doubt,
     *     and then it has no history
     */
    private record Before(String study, String subject, @Nullable Long completed) {

        static Before of(Submission submission) {
            Instant at = submission.cleaned().completedAt();
            return new Before(
                    submission.report().study(),
                    submission.report().subject().id(),
                    at == null ? null : at.toEpochMilli());
        }

        @Override
        public String toString() {
            return "Before[redacted]";
        }
    }

    /** The latest scores of all subjects in hand, read once somebody asks. */
    private static final class Latest {

        private final Tx tx;
        private final Json json;
        private final List<Before> all;
        private @Nullable List<@Nullable String> scores;

        Latest(Tx tx, Json json, List<Before> all) {
            this.tx = tx;
            this.json = json;
            this.all = all;
        }

        @Nullable String of(int place) throws SQLException {
            if (scores == null) {
                scores = tx.query(LATEST, row -> row.getString(1), json.write(all));
            }
            return scores.get(place);
        }
    }
}
