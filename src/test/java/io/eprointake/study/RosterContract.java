package io.eprointake.study;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.audit.Actor;
import io.eprointake.report.Scope;
import io.eprointake.report.Subject;
import io.eprointake.store.TestStore;
import io.eprointake.study.Roster.Outcome;
import io.eprointake.testing.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the roster must do over every database. */
abstract class RosterContract {

    private static final Actor NURSE = new Actor("nurse", "site", "SITE03", null, "192.0.2.8");
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

    private TestStore opened;
    private Roster roster;

    abstract String url();

    @BeforeEach
    void open() {
        opened = new TestStore(url(), new Clock());
        roster = Rosters.over(opened.store(), url());
    }

    @AfterEach
    void close() {
        opened.close();
    }

    private static Registration of(String subject, String site, @Nullable Instant withdrawn) {
        return new Registration(
                "ONC-301", subject, site, START, ZoneId.of("Europe/Berlin"), withdrawn);
    }

    private long acts() {
        return opened.store()
                .read(reading ->
                        reading.sql("select count(*) from audit_entry where what = 'registered'")
                                .query(Long.class)
                                .single());
    }

    @Test
    void theSameAgainChangesNothingAndIsNotTold() {
        assertThat(roster.register(of("S-1", "SITE03", null), NURSE)).isEqualTo(Outcome.APPLIED);
        assertThat(roster.register(of("S-1", "SITE03", null), NURSE)).isEqualTo(Outcome.REPEATED);

        assertThat(roster.list(Scope.ALL, null, null, 10))
                .containsExactly(of("S-1", "SITE03", null));
        assertThat(acts()).isEqualTo(1);
    }

    @Test
    void whatIsCommittedLastHoldsAndEachChangeIsTold() {
        roster.register(of("S-1", "SITE03", null), NURSE);

        assertThat(roster.register(of("S-1", "SITE03", START.plusSeconds(9)), NURSE))
                .isEqualTo(Outcome.APPLIED);
        var moved =
                new Registration(
                        "ONC-301",
                        "S-1",
                        "SITE03",
                        START.plusSeconds(1),
                        ZoneId.of("Asia/Tokyo"),
                        null);
        assertThat(roster.register(moved, NURSE)).isEqualTo(Outcome.APPLIED);

        assertThat(roster.find("ONC-301", "S-1", Scope.ALL)).hasValue(moved);
        assertThat(acts()).isEqualTo(3);
    }

    @Test
    void whoTakesPartElsewhereStaysThere() {
        roster.register(of("S-1", "SITE03", null), NURSE);

        assertThat(roster.register(of("S-1", "SITE04", null), NURSE)).isEqualTo(Outcome.ELSEWHERE);
        assertThat(roster.list(Scope.ALL, null, null, 10))
                .containsExactly(of("S-1", "SITE03", null));
        assertThat(acts()).isEqualTo(1);
    }

    @Test
    void pagesHaveEachOnceWithinTheScope() {
        List<Registration> all = new ArrayList<>();
        for (String site : List.of("SITE03", "SITE04", "SITE05")) {
            for (int i = 0; i < 5; i++) {
                var one = of(site + "-" + i, site, null);
                roster.register(one, NURSE);
                all.add(one);
            }
        }

        assertThat(pages(Scope.ALL, 4)).isEqualTo(all);
        assertThat(pages(new Scope(null, Set.of("SITE03", "SITE05"), null), 3))
                .hasSize(10)
                .noneMatch(it -> it.site().equals("SITE04"));
        assertThat(pages(new Scope(Set.of("OTHER"), null, null), 3)).isEmpty();
        assertThat(roster.list(new Scope(null, Set.of(), null), null, null, 3)).isEmpty();
        assertThat(roster.find("ONC-301", "SITE03-1", new Scope(null, Set.of("SITE04"), null)))
                .isEmpty();
        assertThat(roster.find("ONC-301", "SITE03-1", Scope.of("ONC-301", "SITE03", "SITE03-1")))
                .map(it -> new Subject(it.subject()))
                .hasValue(new Subject("SITE03-1"));
    }

    private List<Registration> pages(Scope scope, int limit) {
        List<Registration> all = new ArrayList<>();
        Place after = null;
        List<Registration> page;
        do {
            page = roster.list(scope, null, after, limit);
            all.addAll(page);
            after = page.isEmpty() ? after : Place.read(Place.of(page.getLast()).written());
        } while (!page.isEmpty());
        return all;
    }
}
