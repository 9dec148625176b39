package io.eprointake.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.alerts.Alerts;
import io.eprointake.report.ReportState;
import io.eprointake.report.Scope;
import io.eprointake.store.Sql;
import io.eprointake.store.Tx;
import io.eprointake.testing.Clock;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a list costs, on every database. */
abstract class ReportListContract {

    private static final int MANY = ReportList.MOST_LOOKED_AT + 1000;

    private static final List<Scope> SCOPES =
            List.of(
                    Scope.ALL,
                    Scope.ALL.at("SITE07"),
                    new Scope(null, Set.of("SITE07", "SITE08", "SITE09"), null),
                    new Scope(Set.of("ONC-301"), Set.of("SITE07", "SITE08"), null));

    private TestReplica replica;

    /** The address of an empty database. */
    abstract String url();

    /** What the database does by itself after a while. */
    abstract void settle();

    /** How it goes about a statement, a line a step. */
    abstract List<String> plan(String sql);

    /** Whether such a line looks at what it need not. */
    abstract boolean wasteful(String step);

    /** Whether such a line goes through all reports. */
    abstract boolean ofAllReports(String step);

    /** A new id. */
    abstract String id();

    /** Empty bytes. */
    abstract String bytes();

    @BeforeEach
    void open() {
        replica = new TestReplica(url(), new Clock());
    }

    @AfterEach
    void close() {
        replica.close();
    }

    @Test
    void everyListThatIsOfferedWalksAlongAnIndexInItsOrder() {
        fill(MANY, "analyzed", null);
        fill(MANY, "received", 5L);
        fill(MANY, "quarantined", 5L);
        fill(MANY, "analysis_failed", null);
        settle();
        List<@Nullable ReportState> states = new ArrayList<>(Arrays.asList(ReportState.values()));
        states.add(null);

        for (ReportState state : states) {
            for (Scope scope : SCOPES) {
                ReportList list = ReportList.of(state, scope);
                List<String> statements = new ArrayList<>();
                statements.add(list.page(Reports.COLUMNS));
                if (list.passesOver()) {
                    statements.add(list.look());
                }
                for (String sql : statements) {
                    assertThat(plan(given(sql)))
                            .as("%s of %s: %s", state, scope, sql)
                            .isNotEmpty()
                            // The first rows of each site, which are few, are put in order.
                            .noneMatch(step ->
                                    list.sites().size() > 1 ? ofAllReports(step) : wasteful(step));
                }
            }
        }
    }

    /**
     * What phones and workers wait for: with nothing stored it is as quick, however it is asked.
     */
    @Test
    void whatIsAskedForEachReportGoesThroughNoneOfTheOthers() {
        fill(MANY, "analyzed", null);
        fill(MANY, "received", 5L);
        settle();
        UUID id = UUID.randomUUID();
        String subjects = "[{\"study\":\"ONC-301\",\"subject\":\"S-7\",\"completed\":9}]";
        Object[] range = {"ONC-301", "S-7", 1L, 1L, 9L, 9L};

        asked(SubjectHistory.LATEST, subjects);
        asked(SubjectHistory.OTHERS, "ONC-301", "S-7", 9L, 50);
        asked(Course.JOINED, id);
        asked(Course.BEFORE, "ONC-301", "S-7", 9L, 9L, 50);
        asked(Course.LAST, "ONC-301", "S-7", 9L, 9L, 50);
        asked(Course.AFTER, range);
        asked(Course.WAITING_AFTER, range);
        asked(Course.RISES, range);
        asked(Receipts.FIRST_RECEIPT, id);
        asked(Arrivals.OPEN, id, "SITE03", 0, "received", 2, 0, 12, 5L, null);
        asked(Backlog.CLAIM, 9L, 64, 99L, "this");
        asked(Backlog.GIVE_UP_EXPIRED, 9L, 1000);
        asked(Backlog.TOO_FAR, 9L, 99L, 999L, 1000);
        asked(LostClaims.HAND_BACK, 9L, 9L, "[{\"by\":\"this\"}]", 1000);
        asked(Backlog.RETRY, 9L, "deadline", id, 1);
        asked(Backlog.RETRIED, id, 1, "deadline");
        asked(Analyses.COMPLETE, id, 1);
        asked(Analyses.COMPLETE_WAITING, 2, 2, id, 1);
        asked(Analyses.CLOSE, id);
        asked(Analyses.INSERT, id, 1, new byte[] {1}, 9L);
        asked(Alerts.TURN, id);
        asked(Outbox.RECORD, 9L, 9L, id);
        asked(Review.RELEASE, id);
        asked(Review.REPLAY, 9L, 12, id);
        asked(Review.STATE, id);
    }

    private void asked(String sql, @Nullable Object... given) {
        asked(new Sql(sql, sql), given);
    }

    private void asked(Sql sql, @Nullable Object... given) {
        assertThat(plan(sql, given)).as(sql.sqlite()).isNotEmpty().noneMatch(this::ofAllReports);
    }

    private List<String> plan(Sql sql, @Nullable Object... given) {
        Sql asked = new Sql("explain " + sql.postgres(), "explain query plan " + sql.sqlite());
        return replica.store.await(
                replica.store.write(tx ->
                        tx.query(
                                asked,
                                row -> row.getString(row.getMetaData().getColumnCount()),
                                given)));
    }

    @Test
    void howMuchWaitsIsCountedAlongAnIndexAndNoFurtherThanIsWorthIt() {
        fill(MANY, "analyzed", null);
        fill(3, "received", 5L);
        fill(4, "quarantined", 5L);
        fill(5, "analysis_failed", null);
        settle();

        for (Waiting waiting : Waiting.ALL) {
            assertThat(plan(waiting.sql()))
                    .as(waiting.sql())
                    .isNotEmpty()
                    .noneMatch(step -> ofAllReports(step) && !step.contains("INDEX open_report_"));
            assertThat(waiting.sql()).contains(" limit " + Waiting.MOST);
        }
        assertThat(replica.depth(Waiting.RECEIVED)).isEqualTo(depth(3));
        assertThat(replica.depth(Waiting.ANALYZING)).isEqualTo(new Depth(0, null));
        assertThat(replica.depth(Waiting.QUARANTINED)).isEqualTo(depth(4));
        assertThat(replica.depth(Waiting.ANALYSIS_FAILED)).isEqualTo(depth(5));
        assertThat(replica.depth(Waiting.BACKLOG)).isEqualTo(depth(7));
    }

    /** The first of each that are filled in came at 1. */
    private static Depth depth(long waiting) {
        return new Depth(waiting, Instant.ofEpochMilli(1));
    }

    private static String given(String sql) {
        return sql.replace(":after", "100")
                .replace(":until", "30000")
                .replace(":turn", "1")
                .replaceAll(":sites", "'SITE07', 'SITE08'")
                .replaceAll(":studies", "'ONC-301'")
                .replaceAll(":site(\\d)", "'SITE0$1'")
                .replace(":limit", "50");
    }

    @Test
    void aListOfSeveralSitesIsWhatTheirListsTogetherAre() {
        fill(3000, "analyzed", null);
        fill(300, "quarantined", 5L);
        Set<String> sites = Set.of("SITE07", "SITE11", "SITE49");
        Scope three = new Scope(Set.of("ONC-301"), sites, null);

        for (ReportState state :
                Arrays.asList(ReportState.QUARANTINED, ReportState.ANALYZED, null)) {
            List<UUID> together = all(state, three, 7);
            List<UUID> each = new ArrayList<>();
            sites.forEach(site -> each.addAll(all(state, Scope.ALL.at(site), 50)));

            assertThat(together).as("%s", state).isNotEmpty().doesNotHaveDuplicates();
            assertThat(together).containsExactlyInAnyOrderElementsOf(each);
        }
        assertThat(all(null, new Scope(Set.of("ONC-302"), null, null), 50)).isEmpty();
        assertThat(all(null, new Scope(null, Set.of(), null), 50)).isEmpty();
    }

    private List<UUID> all(@Nullable ReportState state, Scope scope, int limit) {
        List<UUID> ids = new ArrayList<>();
        Cursor after = Cursor.START;
        for (boolean more = true; more; ) {
            var page = replica.reports.list(state, scope, after, limit);
            page.reports().forEach(report -> ids.add(report.reportId()));
            after = page.last();
            more = page.more();
        }
        return ids;
    }

    @Test
    void whatIsRareAmongVeryManyIsFoundAFewPagesOn() {
        fill(MANY, "received", 5L);
        fill(1, "analyzed", null);

        var first = replica.reports.list(ReportState.ANALYZED, Scope.ALL, Cursor.START, 50);
        var next = replica.reports.list(ReportState.ANALYZED, Scope.ALL, first.last(), 50);

        assertThat(first.reports()).isEmpty();
        assertThat(first.more()).isTrue();
        assertThat(next.reports()).hasSize(1);
        assertThat(next.more()).isFalse();
        // Of a site of which nothing is there, all that is open must be passed over.
        var none =
                replica.reports.list(
                        ReportState.RECEIVED, Scope.ALL.at("SITE99"), Cursor.START, 50);
        assertThat(none.reports()).isEmpty();
        assertThat(none.more()).isTrue();
        assertThat(
                        replica.reports
                                .list(ReportState.RECEIVED, Scope.ALL.at("SITE99"), none.last(), 50)
                                .more())
                .isFalse();
    }

    private void fill(int rows, String state, @Nullable Long dueAt) {
        String sql =
                """
                insert into report (report_id, study, site, subject, completed_at, received_at,
                                    received_as, content_sha256, body, scores, findings, assessment,
                                    content_form)
                with recursive n (i) as (select 1 union all select i + 1 from n where i < %d)
                select %s, 'ONC-301', 'SITE' || (i %% 50), 'S-' || i, i, i, 'received',
                       %s, 2
                from n
                """
                        .formatted(rows, id(), String.join(", ", Collections.nCopies(5, bytes())));
        String open =
                """
                insert into open_report (seq, site, quarantined, analysis_state, turn, attempt,
                                         attempts_left, due_at)
                select seq, site, %d, '%s', 2, 0, 12, %s from report
                where seq > (select max(seq) - %d from report)
                """
                        .formatted(
                                state.equals("quarantined") ? 1 : 0,
                                state.equals("quarantined") ? "received" : state,
                                dueAt,
                                rows);
        String analysis =
                """
                insert into analysis (seq, attempt, found, analyzed_at)
                select seq, 1, %s, 5 from report
                where seq > (select max(seq) - %d from report)
                """
                        .formatted(bytes(), rows);
        replica.keys.prepare("ONC-301");
        int filled =
                replica.store.await(
                        replica.store.write(tx -> {
                            tx.update(sql);
                            int last = tx.update(state.equals("analyzed") ? analysis : open);
                            seal(tx, rows, state.equals("analyzed"));
                            return last;
                        }));
        assertThat(filled).isEqualTo(rows);
    }

    private void seal(Tx tx, int rows, boolean analyzed) throws SQLException {
        List<UUID> ids =
                tx.query(
                        "select report_id from report where seq > (select max(seq) - ? from report)",
                        row -> Objects.requireNonNull(Sql.uuid(row, 1)),
                        rows);
        tx.updateAll(
                "update report set content_sha256 = ?, findings = ?, assessment = ? where report_id = ?",
                ids.stream()
                        .map(id ->
                                new Object[] {
                                    sealed(id, "content_sha256", "c"),
                                    sealed(id, "findings", "[]"),
                                    sealed(id, "assessment", "{\"grades\":[]}"),
                                    id
                                })
                        .toList());
        if (analyzed) {
            String found = "{\"analyzer\":\"a\",\"signals\":[],\"red_flags\":[]}";
            tx.updateAll(
                    "update analysis set found = ? where seq = (select seq from report where report_id = ?)",
                    ids.stream().map(id -> new Object[] {sealed(id, "found", found), id}).toList());
        }
    }

    private byte[] sealed(UUID id, String column, String text) {
        return replica.keys.seal("ONC-301", id, column, text);
    }
}
