package io.eprointake.study;

import io.eprointake.audit.Act;
import io.eprointake.audit.Act.Change;
import io.eprointake.audit.Act.What;
import io.eprointake.audit.Actor;
import io.eprointake.audit.Trail;
import io.eprointake.report.Scope;
import io.eprointake.store.Sql;
import io.eprointake.store.Store;
import io.eprointake.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who takes part in which study, and where. */
@Component
@Profile("!analyzer")
public class Roster {

    static final String COLUMNS = "study, subject, site, started_at, time_zone, withdrawn_at";

    private static final Sql KNOWN =
            Sql.of(
                    "select "
                            + COLUMNS
                            + ", enrolled from subject where study = ? and subject = ? %s",
                    Sql.LOCK);

    /** Another replica may have been first. */
    private static final String INSERT =
            """
            insert into subject (study, subject, site, started_at, time_zone, withdrawn_at, enrolled)
            values (?, ?, ?, ?, ?, ?, ?) on conflict (study, subject) do nothing
            """;

    private static final String CHANGE =
            """
            update subject set started_at = ?, time_zone = ?, withdrawn_at = ?, enrolled = ?
            where study = ? and subject = ?
            """;

    private final Store store;
    private final Trail trail;

    public Roster(Store store, Trail trail) {
        this.store = store;
        this.trail = trail;
    }

    /** What became of a registration. */
    public enum Outcome {
        /** The subject is new, or something of it is another now. */
        APPLIED,
        /** It was so before; nothing changed. */
        REPEATED,
        /** The subject takes part at another site; nothing changed. */
        ELSEWHERE
    }

    /**
     * Registers a subject, or changes when it started, its time zone, or when it was withdrawn: of
     * two that differ, the one that is committed last holds.
     *
     * @throws io.eprointake.store.StoreRefusal when the store cannot take it
     */
    Outcome register(Registration registration, Actor by) {
        return store.await(
                store.admit(key(registration.site()), tx -> register(tx, registration, null, by)));
    }

    /** The key that registrations of one site share with updates of its count. */
    public static String key(String site) {
        return "site " + site;
    }

    /**
     * The same within a transaction that holds the site's {@linkplain #key key}.
     *
     * @param enrolled whether the count of the site has it; null to leave that as it is, and to say
     *     that it does of one who is new
     */
    public Outcome register(Tx tx, Registration now, @Nullable Boolean enrolled, Actor by)
            throws SQLException {
        Known known = known(tx, now);
        if (known == null && insert(tx, now, !Boolean.FALSE.equals(enrolled))) {
            tell(tx, now, by, changes(null, now));
            return Outcome.APPLIED;
        }
        Known before = known == null ? Objects.requireNonNull(known(tx, now)) : known;
        if (!before.its.site().equals(now.site())) {
            return Outcome.ELSEWHERE;
        }
        boolean counted = enrolled == null ? before.enrolled : enrolled;
        if (before.its.equals(now) && counted == before.enrolled) {
            return Outcome.REPEATED;
        }
        tx.update(
                CHANGE,
                now.startedAt().toEpochMilli(),
                now.timeZone().getId(),
                millis(now.withdrawnAt()),
                counted ? 1 : 0,
                now.study(),
                now.subject());
        List<Change> changes = changes(before.its, now);
        if (counted != before.enrolled) {
            changes.add(new Change("enrolled", "" + before.enrolled, "" + counted));
        }
        tell(tx, now, by, changes);
        return Outcome.APPLIED;
    }

    /** Whether somebody of this id takes part at another site of the study. */
    public boolean elsewhere(Tx tx, Registration of) throws SQLException {
        Known known = known(tx, of);
        return known != null && !known.its.site().equals(of.site());
    }

    private static @Nullable Known known(Tx tx, Registration of) throws SQLException {
        List<Known> known =
                tx.query(
                        KNOWN,
                        row -> new Known(read(row), row.getInt(7) == 1),
                        of.study(),
                        of.subject());
        return known.isEmpty() ? null : known.getFirst();
    }

    private static boolean insert(Tx tx, Registration it, boolean enrolled) throws SQLException {
        return tx.update(
                        INSERT,
                        it.study(),
                        it.subject(),
                        it.site(),
                        it.startedAt().toEpochMilli(),
                        it.timeZone().getId(),
                        millis(it.withdrawnAt()),
                        enrolled ? 1 : 0)
                == 1;
    }

    private void tell(Tx tx, Registration it, Actor by, List<Change> changes) throws SQLException {
        trail.append(
                tx,
                List.of(
                        new Act(
                                What.REGISTERED,
                                by,
                                it.study(),
                                it.subject(),
                                changes.toArray(Change[]::new))));
    }

    private static List<Change> changes(@Nullable Registration before, Registration now) {
        Map<String, String> was = before == null ? Map.of() : values(before);
        Map<String, String> is = values(now);
        List<Change> changes = new ArrayList<>();
        for (String field : List.of("site", "started_at", "time_zone", "withdrawn_at")) {
            if (!Objects.equals(was.get(field), is.get(field))) {
                changes.add(new Change(field, was.get(field), is.get(field)));
            }
        }
        return changes;
    }

    private static Map<String, String> values(Registration of) {
        Map<String, String> values = new HashMap<>();
        values.put("site", of.site());
        values.put("started_at", of.startedAt().toString());
        values.put("time_zone", of.timeZone().getId());
        if (of.withdrawnAt() != null) {
            values.put("withdrawn_at", of.withdrawnAt().toString());
        }
        return values;
    }

    /** One of a study, if it is within the scope; what is not is told as what does not exist. */
    Optional<Registration> find(String study, String subject, Scope scope) {
        return store.read(reading -> find(reading, study, subject, scope));
    }

    static Optional<Registration> find(
            JdbcClient reading, String study, String subject, Scope scope) {
        return reading.sql(
                        "select "
                                + COLUMNS
                                + " from subject where study = :study and subject = :subject")
                .param("study", study)
                .param("subject", subject)
                .query((row, n) -> read(row))
                .optional()
                .filter(it -> it.within(scope));
    }

    /**
     * A page of those within a scope, in the order of their sites, studies and ids.
     *
     * @param study null for all
     * @param after only those behind this place; null for the first page
     */
    List<Registration> list(Scope scope, @Nullable String study, @Nullable Place after, int limit) {
        return scope.empty()
                ? List.of()
                : store.read(reading -> list(reading, scope, study, after, limit));
    }

    static List<Registration> list(
            JdbcClient reading,
            Scope scope,
            @Nullable String study,
            @Nullable Place after,
            int limit) {
        Map<String, Object> given = new HashMap<>(Map.of("limit", limit));
        StringBuilder sql = new StringBuilder("select " + COLUMNS + " from subject where 1 = 1");
        if (scope.sites() != null) {
            sql.append(" and site in (:sites)");
            given.put("sites", scope.sites());
        }
        if (scope.studies() != null) {
            sql.append(" and study in (:studies)");
            given.put("studies", scope.studies());
        }
        if (study != null) {
            sql.append(" and study = :study");
            given.put("study", study);
        }
        if (after != null) {
            sql.append(" and (site, study, subject) > (:a, :b, :c)");
            given.put("a", after.site());
            given.put("b", after.study());
            given.put("c", after.subject());
        }
        return reading.sql(sql + " order by site, study, subject limit :limit")
                .params(given)
                .query((row, n) -> read(row))
                .list();
    }

    /** Of {@link #COLUMNS}. */
    static Registration read(ResultSet row) throws SQLException {
        long withdrawn = row.getLong(6);
        Instant withdrawnAt = row.wasNull() ? null : Instant.ofEpochMilli(withdrawn);
        return new Registration(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                Instant.ofEpochMilli(row.getLong(4)),
                ZoneId.of(row.getString(5)),
                withdrawnAt);
    }

    private static @Nullable Long millis(@Nullable Instant at) {
        return at == null ? null : at.toEpochMilli();
    }

    private record Known(Registration its, boolean enrolled) {}
}
