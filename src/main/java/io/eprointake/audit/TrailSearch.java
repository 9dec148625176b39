package io.eprointake.audit;

import io.eprointake.audit.Act.What;
import io.eprointake.audit.TrailEntry.Place;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Store;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds entries of all chains, the newest first. A call looks at so many at the most, whatever is
 * asked for, and says how far it came: what is rare is found by asking on from there.
 */
public final class TrailSearch {

    static final String BACKWARDS = " order by at desc, chain desc, number desc limit ";

    static final String END =
            """
            select at, chain, number from audit_entry
            where (at, chain, number) >= (:from, 0, 0) and (at, chain, number) < (:at, :chain, :number)
            """
                    + BACKWARDS
                    + "1 offset :others";

    static final String FOUND =
            "select "
                    + Entry.COLUMNS
                    + """
                     from audit_entry
                    where (at, chain, number) >= (:end_at, :end_chain, :end_number)
                      and (at, chain, number) < (:at, :chain, :number)
                    """;

    private static final String THERE =
            "select count(*) from audit_entry where chain = :chain and number = :number and at = :at";

    private final Store store;
    private final StudyKeys keys;
    private final int most;

    /**
     * @param most entries that a call looks at
     */
    TrailSearch(Store store, StudyKeys keys, int most) {
        this.store = store;
        this.keys = keys;
        this.most = most;
    }

    /**
     * Those that were asked for.
     *
     * @param after a {@link Found#next}; null to begin with the newest
     * @param limit of those that are found
     * @return empty when no entry stands at {@code after}
     */
    public Optional<Found> find(Asked asked, @Nullable Place after, int limit) {
        return store.read(reading ->
                after == null || there(reading, after)
                        ? Optional.of(find(reading, asked, asked.begin(after), limit))
                        : Optional.empty());
    }

    private Found find(JdbcClient reading, Asked asked, Place begin, int limit) {
        if (asked.none()) {
            return new Found(List.of(), null);
        }
        Place end = end(reading, asked, begin).orElse(null);
        List<TrailEntry> found =
                entries(reading, asked, begin, end == null ? asked.first() : end, limit + 1);
        if (found.size() <= limit) {
            return new Found(found, end);
        }
        List<TrailEntry> page = found.subList(0, limit);
        return new Found(page, page.getLast().place());
    }

    private static boolean there(JdbcClient reading, Place place) {
        return reading.sql(THERE).params(of(place)).query(Long.class).single() > 0;
    }

    /** The last that is looked at; empty when that is the first of all. */
    private Optional<Place> end(JdbcClient reading, Asked asked, Place begin) {
        return reading.sql(END)
                .params(of(begin))
                .param("from", asked.first().at())
                .param("others", most - 1)
                .query((row, n) -> new Place(row.getLong(1), row.getLong(2), row.getLong(3)))
                .optional();
    }

    private List<TrailEntry> entries(
            JdbcClient reading, Asked asked, Place begin, Place end, int limit) {
        Map<String, Object> given = of(begin);
        given.put("end_at", end.at());
        given.put("end_chain", end.chain());
        given.put("end_number", end.number());
        given.put("limit", limit);
        String where = asked.where(given);
        return reading.sql(FOUND + where + BACKWARDS + ":limit")
                .params(given)
                .query((row, n) -> entry(row, asked.words()))
                .list();
    }

    private static Map<String, Object> of(Place place) {
        Map<String, Object> given = new HashMap<>();
        given.put("at", place.at());
        given.put("chain", place.chain());
        given.put("number", place.number());
        return given;
    }

    private TrailEntry entry(ResultSet row, boolean words) throws SQLException {
        Entry entry = Entry.read(row);
        byte @Nullable [] why = words ? entry.open(keys, Trail.WHY, entry.why()) : null;
        return new TrailEntry(
                new Place(entry.at(), entry.chain(), entry.number()),
                entry.what(),
                entry.actor().name(),
                entry.actor().role(),
                entry.study(),
                entry.record(),
                why == null ? null : new String(why, StandardCharsets.UTF_8),
                words
                        ? Trail.changes(entry.open(keys, Trail.CHANGED, entry.changes()))
                        : List.of());
    }

    /**
     * Which entries; null is any.
     *
     * @param studies of one of these; an entry that is of no study is of none of them
     * @param from the earliest
     * @param to before this
     * @param kinds of one of these
     * @param words whether why and what changed are read as well
     */
    public record Asked(
            @Nullable Set<String> studies,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Set<What> kinds,
            @Nullable String by,
            @Nullable String record,
            boolean words) {

        /** Not the record: it may be a subject. */
        @Override
        public String toString() {
            return "Asked[" + kinds + "]";
        }

        private boolean none() {
            return (studies != null && studies.isEmpty()) || (kinds != null && kinds.isEmpty());
        }

        private Place first() {
            return new Place(from == null ? 0 : from.toEpochMilli(), 0, 0);
        }

        /** Before which is what is looked at. */
        private Place begin(@Nullable Place after) {
            long until = to == null ? Long.MAX_VALUE : to.toEpochMilli();
            return after == null || after.at() >= until ? new Place(until, 0, 0) : after;
        }

        /** Its conditions, whose values are put among those that are given. */
        private String where(Map<String, Object> given) {
            var where = new StringBuilder();
            if (studies != null) {
                where.append(" and study in (:studies)");
                given.put("studies", studies);
            }
            if (kinds != null) {
                where.append(" and what in (:kinds)");
                given.put("kinds", kinds.stream().map(What::word).toList());
            }
            if (by != null) {
                where.append(" and actor = :by");
                given.put("by", by);
            }
            if (record != null) {
                where.append(" and record = :record");
                given.put("record", record);
            }
            return where.toString();
        }
    }

    /**
     * What was found.
     *
     * @param next how far was looked, and where to go on; null when all were looked at
     */
    public record Found(List<TrailEntry> entries, @Nullable Place next) {

        public Found {
            entries = List.copyOf(entries);
        }
    }
}
