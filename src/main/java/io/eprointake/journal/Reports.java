package io.eprointake.journal;

import com.fasterxml.jackson.core.type.TypeReference;
import io.eprointake.alerts.Alerts;
import io.eprointake.report.Finding;
import io.eprointake.report.ReportState;
import io.eprointake.report.Scope;
import io.eprointake.report.StudySite;
import io.eprointake.report.Subject;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Sql;
import io.eprointake.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads reports back. */
public final class Reports {

    /** All reports, with what is left to be done of them and what their analyses found. */
    static final String AS_IT_STANDS =
            """
            report r left join open_report o on o.seq = r.seq left join analysis a on a.seq = r.seq
            """;

    /** Where a report of those stands. */
    static final String STATE =
            """
            case when o.seq is null then 'analyzed' when o.quarantined = 1 then 'quarantined'
                 else o.analysis_state end
            """;

    static final String COLUMNS =
            """
            r.seq, o.turn, r.report_id, r.study, r.site, r.subject, %s as state, r.received_at, r.completed_at,
            r.content_sha256, r.findings, r.assessment,
            coalesce(o.analysis_state, 'analyzed') as analysis_state,
            coalesce(o.attempt, a.attempt, 0) as attempt, o.last_failure, a.found, a.analyzed_at,
            (select m.amends from amendment m where m.seq = r.seq) as amends,
            (select c.report_id from amendment m join report c on c.seq = m.seq
             where m.study = r.study and m.site = r.site and m.subject = r.subject
               and m.amends = r.report_id) as amended_by,
            (select 1 from superseded s where s.seq = r.seq) as superseded
            """
                    .formatted(STATE);

    private static final String FIND =
            "select %s from %s where r.report_id = :id".formatted(COLUMNS, AS_IT_STANDS);

    private static final int MOST_VERSIONS = 100;

    private static final TypeReference<List<Finding>> FINDINGS = new TypeReference<>() {};

    /** More are not offered for a choice. */
    private static final int MOST_STUDIES = 200;

    private final Store store;
    private final Json json;
    private final StudyKeys keys;
    private final Alerts alerts;

    Reports(Store store, Json json, StudyKeys keys, Alerts alerts) {
        this.keys = keys;
        this.alerts = alerts;
        this.store = store;
        this.json = json;
    }

    /** A report, if it is within the scope; what is not is told as what does not exist. */
    public Optional<StoredReport> find(UUID reportId, Scope scope) {
        return store.read(reading -> find(reading, reportId, scope));
    }

    private Optional<StoredReport> find(JdbcClient reading, UUID reportId, Scope scope) {
        var within = new Within(scope);
        return reading.sql(FIND + within.condition())
                .param("id", store.bound(reportId))
                .params(within.parameters())
                .query((row, n) -> report(row, false))
                .optional()
                .map(found -> withAlerts(reading, List.of(found)).getFirst());
    }

    /** The sites whose these reports are. */
    public Set<StudySite> sites(Collection<UUID> reportIds) {
        return reportIds.isEmpty()
                ? Set.of()
                : store.read(reading ->
                        reading.sql(
                                        "select distinct study, site from report"
                                                + " where report_id in (:ids)")
                                .param("ids", reportIds.stream().map(store::bound).toList())
                                .query((row, n) ->
                                        new StudySite(
                                                row.getString("study"), row.getString("site")))
                                .set());
    }

    /**
     * The studies of which there are reports within a scope, in their order: of all sites all, of
     * some sites those of the last reports there.
     */
    public SortedSet<String> studies(Scope scope) {
        SortedSet<String> studies = new TreeSet<>();
        Set<String> sites = scope.sites();
        store.read(
                reading -> sites == null ? all(reading, studies) : lastOf(reading, sites, studies));
        studies.removeIf(study -> !scope.coversStudy(study));
        return studies;
    }

    /** From one to the next, by the index of subjects: there are few studies, and many reports. */
    private static SortedSet<String> all(JdbcClient reading, SortedSet<String> studies) {
        String study = "";
        while (study != null && studies.size() < MOST_STUDIES) {
            study =
                    reading.sql("select min(study) from report where study > :study")
                            .param("study", study)
                            .query(String.class)
                            .optional()
                            .orElse(null);
            if (study != null) {
                studies.add(study);
            }
        }
        return studies;
    }

    private static SortedSet<String> lastOf(
            JdbcClient reading, Set<String> sites, SortedSet<String> studies) {
        for (String site : sites) {
            studies.addAll(
                    reading.sql(
                                    """
                                    select distinct study from (
                                        select study from report where site = :site
                                        order by seq desc limit 200) as last_ones
                                    """)
                            .param("site", site)
                            .query(String.class)
                            .list());
        }
        return studies;
    }

    /**
     * How many reports of a study wait for a person, in a state and within the scope; counted no
     * further than is many.
     */
    public long waiting(String study, ReportState state, Scope scope) {
        var within = new Within(scope);
        return store.read(reading ->
                reading.sql(
                                """
                                select count(*) from (
                                    select 1 from open_report o join report r on r.seq = o.seq
                                    where r.study = :study and %s%s limit 100000) as waiting
                                """
                                        .formatted(ReportList.open(state), within.condition()))
                        .param("study", study)
                        .params(within.parameters())
                        .query(Long.class)
                        .single());
    }

    /**
     * A report with all that it corrects and all that corrects it, the first one first; empty when
     * it is not within the scope. Of a chain that is longer than anybody's, only some on both
     * sides.
     */
    public List<Version> history(UUID reportId, Scope scope) {
        return store.read(reading -> {
            var chain = new ArrayDeque<StoredReport>();
            find(reading, reportId, scope).ifPresent(chain::add);
            boolean more = !chain.isEmpty();
            while (more && chain.size() < MOST_VERSIONS) {
                int before = chain.size();
                UUID former = chain.getFirst().amends();
                UUID next = chain.getLast().amendedBy();
                if (former != null) {
                    find(reading, former, scope)
                            .filter(it -> chain.getFirst().reportId().equals(it.amendedBy()))
                            .ifPresent(chain::addFirst);
                }
                if (next != null) {
                    find(reading, next, scope).ifPresent(chain::addLast);
                }
                more = chain.size() > before;
            }
            return chain.stream().map(report -> version(reading, report)).toList();
        });
    }

    private Version version(JdbcClient reading, StoredReport report) {
        UUID id = report.reportId();
        byte[] body =
                reading.sql("select study, body from report where report_id = ?")
                        .param(store.bound(id))
                        .query((row, n) -> keys.open(row.getString(1), id, "body", row.getBytes(2)))
                        .single();
        return new Version(report, body);
    }

    /**
     * One of a chain of corrections.
     *
     * @param body byte for byte as it was sent
     */
    public record Version(StoredReport report, byte[] body) {

        @Override
        public String toString() {
            return "Version[" + report + "]";
        }
    }

    /**
     * A page of reports. Those that wait for a person come in the order of their urgency: with a
     * red flag, with another alert, the rest; it is a list to work through, and changes meanwhile.
     * All others come in the order of their arrival, and only as far as nothing can still come
     * before them: who goes on behind the last one that they saw, in a list of all states, misses
     * none. A page of a state that is rare among those that arrived may be short, or empty, and yet
     * not be the last.
     *
     * @param state only those in this state; null for all
     * @param scope only those within it
     * @param after only those behind this place
     */
    public Page list(@Nullable ReportState state, Scope scope, Cursor after, int limit) {
        if (scope.empty()) {
            return new Page(List.of(), after, false);
        }
        ReportList list = ReportList.of(state, scope);
        return store.read(reading -> page(reading, list, after, limit));
    }

    private Page page(JdbcClient reading, ReportList list, Cursor after, int limit) {
        Map<String, Object> given = new HashMap<>(list.parameters());
        given.put("after", after.seq());
        if (list.waiting()) {
            given.put("turn", after.turn());
        } else {
            // Before any row is read.
            given.put("until", store.settled(reading, Arrivals.NUMBERS));
        }
        Looked looked = null;
        if (list.passesOver()) {
            looked = reading.sql(list.look()).params(given).query(Looked::read).single();
            given.put("until", looked.last);
        }
        given.put("limit", limit);
        List<StoredReport> found =
                reading.sql(list.page(COLUMNS))
                        .params(given)
                        .query((row, n) -> report(row, list.waiting()))
                        .list();
        boolean full = found.size() == limit;
        Cursor last = found.isEmpty() ? after : found.getLast().cursor();
        if (!full && looked != null && looked.rows > 0) {
            last = new Cursor(0, looked.last);
        }
        return new Page(
                withAlerts(reading, found),
                last,
                full || (looked != null && looked.rows == ReportList.MOST_LOOKED_AT));
    }

    private List<StoredReport> withAlerts(JdbcClient reading, List<StoredReport> reports) {
        var raised =
                alerts.of(reading, reports.stream().map(report -> report.cursor().seq()).toList());
        return reports.stream()
                .map(report -> report.with(raised.getOrDefault(report.cursor().seq(), List.of())))
                .toList();
    }

    /**
     * Some of a list.
     *
     * @param last the place to go on behind
     * @param more whether there may be more by now
     */
    public record Page(List<StoredReport> reports, Cursor last, boolean more) {}

    /** How far a page may go. */
    private record Looked(int rows, long last) {

        static Looked read(ResultSet row, int n) throws SQLException {
            return new Looked(row.getInt(1), row.getLong(2));
        }
    }

    private StoredReport report(ResultSet row, boolean waiting) throws SQLException {
        Instant receivedAt = Instant.ofEpochMilli(row.getLong("received_at"));
        ReportState analysisState = ReportState.of(row.getString("analysis_state"));
        boolean analyzed = analysisState == ReportState.ANALYZED;
        byte[] found = row.getBytes("found");
        UUID id = Objects.requireNonNull(Sql.uuid(row, row.findColumn("report_id")));
        String study = row.getString("study");
        Grades grades = json.read(text(row, study, id, "assessment"), Grades.class);
        return new StoredReport(
                new Cursor(waiting ? row.getInt("turn") : 0, row.getLong("seq")),
                id,
                new StudySite(study, row.getString("site")),
                new Subject(row.getString("subject")),
                ReportState.of(row.getString("state")),
                receivedAt,
                instant(row, "completed_at"),
                text(row, study, id, "content_sha256"),
                json.read(text(row, study, id, "findings"), FINDINGS),
                grades.grades(),
                grades.scores(),
                List.of(),
                analysisState,
                row.getInt("attempt"),
                row.getString("last_failure"),
                analyzed ? Analyses.read(json, keys, study, id, found) : null,
                analyzed && found == null ? receivedAt : instant(row, "analyzed_at"),
                Sql.uuid(row, row.findColumn("amends")),
                Sql.uuid(row, row.findColumn("amended_by")),
                row.getInt("superseded") == 1);
    }

    private String text(ResultSet row, String study, UUID id, String column) throws SQLException {
        return keys.openText(study, id, column, row.getBytes(column));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
