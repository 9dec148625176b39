package io.eprointake.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.audit.Act.What;
import io.eprointake.audit.TrailEntry.Place;
import io.eprointake.audit.TrailSearch.Asked;
import io.eprointake.audit.TrailSearch.Found;
import io.eprointake.store.TestStore;
import io.eprointake.testing.StoreKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Entries of all chains are found by time, none twice and none passed over. */
abstract class TrailSearchContract {

    private static final int LOOKED_AT = 20;
    private static final Asked ANY = new Asked(null, null, null, null, null, null, true);

    private static final String MANY =
            """
            with recursive n (i) as (select 1 union all select i + 1 from n where i < 30000)
            insert into audit_entry (chain, number, at, what, actor, origin, hash)
            select 1, i, i, 'read', 'nurse', '127.0.0.1', '0' from n
            """;

    private TestStore opened;
    private TrailSearch trail;

    /** The address of an empty store. */
    abstract String url();

    /** What has the database tell how it would read. */
    abstract String explain();

    @BeforeEach
    void open() {
        String url = url();
        opened = new TestStore(url, InstantSource.system());
        trail = new TrailSearch(opened.store(), StoreKey.begun(url), LOOKED_AT);
    }

    @AfterEach
    void close() {
        opened.close();
    }

    /** Two chains and a third, with three instants of which the middle one is in all of them. */
    @Test
    void pagesOfAnySizeTellEachEntryOnceAlsoThoseOfOneInstant() {
        write(entry(1, 1, 100), entry(1, 2, 200), entry(1, 3, 200), entry(1, 4, 300));
        write(entry(2, 1, 200), entry(2, 2, 200), entry(3, 1, 200), entry(3, 2, 150));

        for (int limit = 1; limit <= 9; limit++) {
            assertThat(places(ANY, limit))
                    .as("pages of " + limit)
                    .containsExactly("1:4", "3:1", "2:2", "2:1", "1:3", "1:2", "3:2", "1:1");
        }
    }

    @Test
    void aRareOneIsFoundByAskingOnAndNoCallLooksAtMoreThanItsBound() {
        write(entry(1, 1, 1, What.EXPORTED, "auditor", null, null));
        for (int i = 2; i <= 50; i++) {
            write(entry(1, i, i));
        }
        Asked rare = new Asked(null, null, null, Set.of(What.EXPORTED), null, null, false);

        Found first = find(rare, null, 10);
        Found second = find(rare, first.next(), 10);
        Found third = find(rare, second.next(), 10);

        assertThat(first).isEqualTo(new Found(List.of(), new Place(31, 1, 31)));
        assertThat(second).isEqualTo(new Found(List.of(), new Place(11, 1, 11)));
        assertThat(third.entries()).extracting(TrailEntry::by).containsExactly("auditor");
        assertThat(third.next()).isNull();
    }

    @Test
    void eachFilterKeepsWhatFitsAndAllOfThemKeepWhatFitsAll() {
        write(
                entry(1, 1, 100, What.RELEASED, "nurse", "ONC-1", "r-1"),
                entry(1, 2, 200, What.RELEASED, "nurse", "ONC-2", "r-2"),
                entry(1, 3, 300, What.READ, "nurse", null, "r-1"),
                entry(1, 4, 400, What.READ, "other", "ONC-1", "r-1"));

        assertThat(places(asked(Set.of("ONC-1"), null, null, null, null, null), 9))
                .containsExactly("1:4", "1:1");
        assertThat(places(asked(Set.of(), null, null, null, null, null), 9)).isEmpty();
        assertThat(places(asked(null, 200L, 400L, null, null, null), 9))
                .as("from is in it, to is not")
                .containsExactly("1:3", "1:2");
        assertThat(places(asked(null, null, null, Set.of(What.READ), null, null), 9))
                .containsExactly("1:4", "1:3");
        assertThat(places(asked(null, null, null, Set.of(), null, null), 9)).isEmpty();
        assertThat(places(asked(null, null, null, null, "other", null), 9)).containsExactly("1:4");
        assertThat(places(asked(null, null, null, null, null, "r-1"), 9))
                .containsExactly("1:4", "1:3", "1:1");
        assertThat(
                        places(
                                asked(
                                        Set.of("ONC-1"),
                                        100L,
                                        300L,
                                        Set.of(What.RELEASED, What.READ),
                                        "nurse",
                                        "r-1"),
                                9))
                .containsExactly("1:1");
    }

    @Test
    void anIndexServesBothStatementsHoweverLongTheTrailIs() {
        opened.store().await(opened.store().write(tx -> tx.update(MANY) + tx.update("analyze")));
        Map<String, Object> given = new HashMap<>();
        List.of("from", "end_at", "end_chain", "end_number", "chain", "number")
                .forEach(name -> given.put(name, 19_000L));
        given.put("at", 29_000L);
        given.put("others", LOOKED_AT);
        given.put("by", "nobody");

        for (String sql :
                List.of(
                        TrailSearch.END,
                        TrailSearch.FOUND + " and actor = :by" + TrailSearch.BACKWARDS + "51")) {
            String plan = plan(explain() + sql, given);
            assertThat(plan).contains("audit_entry_at").doesNotContain("Seq Scan", "SCAN");
        }
    }

    private String plan(String sql, Map<String, Object> given) {
        return opened.store()
                .read(reading -> reading.sql(sql).params(given).query().listOfRows())
                .toString();
    }

    @Test
    void whereNoEntryStandsNothingIsFound() {
        write(entry(1, 1, 100));

        assertThat(trail.find(ANY, new Place(100, 1, 1), 9)).contains(new Found(List.of(), null));
        assertThat(trail.find(ANY, new Place(100, 1, 2), 9)).isEmpty();
        assertThat(trail.find(ANY, new Place(101, 1, 1), 9)).isEmpty();
    }

    private static Asked asked(
            @Nullable Set<String> studies,
            @Nullable Long from,
            @Nullable Long to,
            @Nullable Set<What> kinds,
            @Nullable String by,
            @Nullable String record) {
        return new Asked(
                studies,
                from == null ? null : Instant.ofEpochMilli(from),
                to == null ? null : Instant.ofEpochMilli(to),
                kinds,
                by,
                record,
                false);
    }

    /** Page by page, to the end. */
    private List<String> places(Asked asked, int limit) {
        List<String> places = new ArrayList<>();
        Place after = null;
        do {
            Found found = find(asked, after, limit);
            found.entries()
                    .forEach(it -> places.add(it.place().chain() + ":" + it.place().number()));
            after = found.next();
        } while (after != null);
        return places;
    }

    private Found find(Asked asked, @Nullable Place after, int limit) {
        return trail.find(asked, after, limit).orElseThrow();
    }

    private static Entry entry(long chain, long number, long at) {
        return entry(chain, number, at, What.SIGNED_IN, "nurse", null, null);
    }

    private static Entry entry(
            long chain,
            long number,
            long at,
            What what,
            String by,
            @Nullable String study,
            @Nullable String record) {
        return new Entry(
                chain,
                number,
                at,
                what.word(),
                new Actor(by, "site", null, null, "127.0.0.1"),
                study,
                record,
                null,
                null,
                null);
    }

    private void write(Entry... entries) {
        opened.store()
                .await(
                        opened.store()
                                .write(tx -> {
                                    tx.updateAll(
                                            Trail.APPEND,
                                            List.of(entries).stream()
                                                    .map(it -> it.row(it.hash(Entry.NOTHING)))
                                                    .toList());
                                    return true;
                                }));
    }
}
