package io.eprointake.journal;

import com.fasterxml.jackson.core.type.TypeReference;
import io.eprointake.report.History;
import io.eprointake.store.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.UncategorizedSQLException;

/**
 * The earlier reports of one subject, latest first, read inside the transaction that accepts the
 * next one. Nearly always the latest answers every item, so the others are read only when it does
 * not.
 */
final class SubjectHistory implements History {

    /** How many earlier reports are looked through for an item. */
    private static final int DEPTH = 50;

    private static final String EARLIER =
            """
            select scores from report
            where study = ? and subject = ? and completed_at < ? and state <> 'quarantined'
            order by completed_at desc limit ? offset ?
            """;

    private static final TypeReference<Map<String, Integer>> SCORES = new TypeReference<>() {};

    private final Tx tx;
    private final Json json;
    private final Submission submission;
    private final List<Map<String, Integer>> earlier = new ArrayList<>();

    SubjectHistory(Tx tx, Json json, Submission submission) {
        this.tx = tx;
        this.json = json;
        this.submission = submission;
    }

    @Override
    public @Nullable Integer lastScore(String item) {
        for (int i = 0; i < earlier.size() || read(i); i++) {
            Integer score = earlier.get(i).get(item);
            if (score != null) {
                return score;
            }
        }
        return null;
    }

    private boolean read(int from) {
        var completedAt = submission.cleaned().completedAt();
        if (completedAt == null || (from != 0 && from != 1)) {
            return false;
        }
        try {
            var report = submission.report();
            return earlier.addAll(
                    tx.query(
                            EARLIER,
                            row -> json.read(row.getString(1), SCORES),
                            report.study(),
                            report.subject().id(),
                            completedAt.toEpochMilli(),
                            from == 0 ? 1 : DEPTH,
                            from));
        } catch (SQLException e) {
            throw new UncategorizedSQLException("history", null, e);
        }
    }
}
