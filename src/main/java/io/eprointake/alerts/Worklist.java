package io.eprointake.alerts;

import io.eprointake.alerts.ListedAlert.Place;
import io.eprointake.report.Alert;
import io.eprointake.report.Scope;
import io.eprointake.report.StudySite;
import io.eprointake.report.Subject;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Sql;
import io.eprointake.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The alerts that somebody is to answer, the most urgent first; and those that were, the last
 * first.
 */
public final class Worklist {

    private static final String COLUMNS =
            """
            a.id, a.rule, a.group_no, a.symptom, a.item, a.score, a.previous, a.previous_report,
            a.red_flag, a.raised_at, a.late, r.report_id, coalesce(r.study, s.study),
            coalesce(r.site, s.site), coalesce(r.subject, s.subject), s.since, a.withdrawn_at,
            o.level, o.answer_by
            """;

    private static final String WHOSE =
            " left join report r on r.seq = a.report left join silence s on s.alert = a.id ";

    private static final String OPEN =
            "select "
                    + COLUMNS
                    + ", o.answer_by, o.alert from open_alert o join alert a on a.id = o.alert"
                    + WHOSE
                    + "where (o.answer_by, o.alert) > (:first, :id)%s"
                    + " order by o.answer_by, o.alert limit :limit";

    /** Not one that waits again, which is in the other list, nor one that holds no more. */
    private static final String ANSWERED =
            "select "
                    + COLUMNS
                    + ", w.seq, w.alert from answer w join alert a on a.id = w.alert"
                    + WHOSE
                    + "left join open_alert o on o.alert = a.id"
                    + " where w.seq < :first and w.taken_back_at is null and o.alert is null"
                    + " and a.withdrawn_at is null%s"
                    + " order by w.seq desc limit :limit";

    private static final String FIND =
            "select "
                    + COLUMNS
                    + ", 0, a.id from alert a"
                    + WHOSE
                    + "left join open_alert o on o.alert = a.id where a.id = :id";

    private static final Duration COUNTED = Duration.ofDays(7);

    private static final String ANSWERS =
            """
            select alert, study, answer_id, action, note, answered_by, answered_at, answer_by,
                   taken_back_by, taken_back_at, reason
            from answer where alert in (:alerts) order by seq
            """;

    private final Store store;
    private final StudyKeys keys;

    Worklist(Store store, StudyKeys keys) {
        this.store = store;
        this.keys = keys;
    }

    /** A page of it. */
    List<ListedAlert> list(Asked asked, @Nullable Place after, int limit) {
        boolean answered = asked.state == AlertState.ACKNOWLEDGED;
        Map<String, Object> given = new HashMap<>();
        String and = asked.conditions(answered ? "w" : "o", given);
        Place from =
                after != null ? after : answered ? new Place(Long.MAX_VALUE, 0) : new Place(0, 0);
        given.put("first", from.first());
        if (!answered) {
            given.put("id", from.id());
        }
        given.put("limit", limit);
        String sql = (answered ? ANSWERED : OPEN).formatted(and);
        return asked.scope.empty() ? List.of() : store.read(reading -> read(reading, sql, given));
    }

    /** The sites whose these alerts are. */
    public Set<StudySite> sites(Collection<Long> alerts) {
        return alerts.isEmpty()
                ? Set.of()
                : store.read(reading ->
                        reading.sql(
                                        """
                                        select distinct coalesce(r.study, s.study), coalesce(r.site, s.site)
                                        from alert a\
                                        """
                                                + WHOSE
                                                + "where a.id in (:alerts)")
                                .param("alerts", alerts)
                                .query((row, n) ->
                                        new StudySite(row.getString(1), row.getString(2)))
                                .set());
    }

    /** The last alert that waits for an answer; 0 when none does. */
    public long last() {
        return store.read(reading ->
                reading.sql("select coalesce(max(alert), 0) from open_alert")
                        .query(Long.class)
                        .single());
    }

    /** The alerts after this one that wait, as many as one looks at in a moment. */
    public List<Long> after(long alert, int most) {
        return store.read(reading ->
                reading.sql(
                                "select alert from open_alert where alert > :after"
                                        + " order by alert limit :most")
                        .param("after", alert)
                        .param("most", most)
                        .query(Long.class)
                        .list());
    }

    /** One of them; none when it is not within the scope. */
    Optional<ListedAlert> find(long id, Scope scope) {
        return store.read(reading -> read(reading, FIND, Map.of("id", id))).stream()
                .filter(it -> scope.covers(it.study(), it.site(), new Subject(it.subject())))
                .findFirst();
    }

    /**
     * How many of a study's alerts wait within a scope, and how many were answered in a week;
     * counted no further than is many.
     */
    public Counts count(String study, Scope scope, Instant now) {
        Map<String, Object> given = new HashMap<>();
        var and = new StringBuilder();
        Asked.add(and, given, " o.site in (:sites)", "sites", scope.sites());
        given.put("study", study);
        given.put("now", now.toEpochMilli());
        given.put("since", now.minus(COUNTED).toEpochMilli());
        if (scope.empty() || !scope.coversStudy(study)) {
            return new Counts(0, 0, 0, 0, 0);
        }
        return store.read(reading ->
                reading.sql(
                                """
                                select (select count(*) from (select 1 from open_alert o where o.study = :study
                                            and o.level = 0%1$s limit 100000) as opened),
                                       (select count(*) from (select 1 from open_alert o where o.study = :study
                                            and o.level > 0%1$s limit 100000) as escalated),
                                       (select count(*) from (select 1 from open_alert o where o.study = :study
                                            and o.answer_by < :now%1$s limit 100000) as overdue),
                                       (select count(*) from (select 1 from answer o where o.study = :study
                                            and o.taken_back_at is null and o.answered_at >= :since%1$s
                                            limit 100000) as answered),
                                       (select count(*) from (select 1 from answer o where o.study = :study
                                            and o.taken_back_at is null and o.answered_at >= :since
                                            and o.answered_at <= o.answer_by%1$s limit 100000) as in_time)
                                """
                                        .formatted(and))
                        .params(given)
                        .query((row, n) ->
                                new Counts(
                                        row.getLong(1),
                                        row.getLong(2),
                                        row.getLong(3),
                                        row.getLong(4),
                                        row.getLong(5)))
                        .single());
    }

    private List<ListedAlert> read(JdbcClient reading, String sql, Map<String, Object> given) {
        List<ListedAlert> alerts =
                reading.sql(sql).params(given).query((row, n) -> alert(row)).list();
        if (alerts.isEmpty()) {
            return alerts;
        }
        Map<Long, List<Answer>> answers = new HashMap<>();
        reading.sql(ANSWERS)
                .param("alerts", alerts.stream().map(it -> it.raised().id()).toList())
                .query((row, n) ->
                        answers.computeIfAbsent(row.getLong(1), id -> new ArrayList<>())
                                .add(answer(row)))
                .list();
        return alerts.stream()
                .map(it -> it.with(answers.getOrDefault(it.raised().id(), List.of())))
                .toList();
    }

    private ListedAlert alert(ResultSet row) throws SQLException {
        UUID report = Sql.uuid(row, 12);
        String study = row.getString(13);
        Alert alert =
                new Alert(
                        row.getString(2),
                        number(row, 3),
                        row.getString(4),
                        row.getString(5),
                        report == null
                                ? null
                                : Alerts.opened(keys, study, report, "score", row.getBytes(6)),
                        report == null
                                ? null
                                : Alerts.opened(keys, study, report, "previous", row.getBytes(7)),
                        Sql.uuid(row, 8),
                        row.getString(9));
        Integer level = number(row, 18);
        return new ListedAlert(
                new RaisedAlert(row.getLong(1), alert, time(row, 10), row.getInt(11) == 1),
                study,
                row.getString(14),
                row.getString(15),
                report,
                row.getObject(16) == null ? null : time(row, 16),
                Standing.of(level != null, level == null ? 0 : level, row.getObject(17) != null),
                row.getObject(19) == null ? null : time(row, 19),
                List.of(),
                new Place(row.getLong(20), row.getLong(21)));
    }

    private Answer answer(ResultSet row) throws SQLException {
        String study = row.getString(2);
        UUID id = Objects.requireNonNull(Sql.uuid(row, 3));
        Instant at = time(row, 7);
        return new Answer(
                row.getString(4),
                words(study, id, "note", row.getBytes(5)),
                row.getString(6),
                at,
                at.compareTo(time(row, 8)) <= 0,
                row.getString(9),
                row.getObject(10) == null ? null : time(row, 10),
                words(study, id, "reason", row.getBytes(11)));
    }

    private @Nullable String words(String study, UUID id, String column, byte @Nullable [] sealed) {
        return sealed == null ? null : keys.openText(study, id, column, sealed);
    }

    private static Instant time(ResultSet row, int column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }

    private static @Nullable Integer number(ResultSet row, int column) throws SQLException {
        int number = row.getInt(column);
        return row.wasNull() ? null : number;
    }

    /**
     * How many alerts there are.
     *
     * @param overdue of those that wait, for longer than the study's limit
     * @param answered in the last seven days
     * @param answeredInTime of those, within the study's limit
     */
    public record Counts(
            long open, long escalated, long overdue, long answered, long answeredInTime) {}

    /**
     * Which alerts somebody asks for; what is null restricts nothing.
     *
     * @param scope whose they may be
     * @param state open, escalated or acknowledged; null for those that wait for an answer
     * @param raisedBefore those that are older
     */
    record Asked(
            Scope scope,
            @Nullable AlertState state,
            @Nullable String study,
            @Nullable String subject,
            @Nullable String rule,
            @Nullable Instant raisedBefore) {

        /**
         * Further conditions of a statement.
         *
         * @param of the table that says whose they are
         */
        private String conditions(String of, Map<String, Object> given) {
            var and = new StringBuilder();
            add(and, given, "%s.site in (:sites)".formatted(of), "sites", scope.sites());
            add(and, given, "%s.study in (:studies)".formatted(of), "studies", scope.studies());
            add(and, given, "%s.study = :study".formatted(of), "study", study);
            add(and, given, "%s.subject = :subject".formatted(of), "subject", subject);
            add(and, given, "a.rule = :rule", "rule", rule);
            add(
                    and,
                    given,
                    "a.raised_at <= :before",
                    "before",
                    raisedBefore == null ? null : raisedBefore.toEpochMilli());
            if (state == AlertState.OPEN || state == AlertState.ESCALATED) {
                and.append(" and o.level ").append(state == AlertState.OPEN ? "= 0" : "> 0");
            }
            return and.toString();
        }

        private static void add(
                StringBuilder and,
                Map<String, Object> given,
                String condition,
                String name,
                @Nullable Object value) {
            if (value != null) {
                and.append(" and ").append(condition);
                given.put(name, value);
            }
        }

        @Override
        public String toString() {
            return "Asked[" + state + "]";
        }
    }
}
