package io.eprointake.security;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.audit.Act;
import io.eprointake.audit.Act.Change;
import io.eprointake.audit.Act.What;
import io.eprointake.audit.Actor;
import io.eprointake.audit.Trail;
import io.eprointake.report.Scope;
import io.eprointake.security.credential.OpaqueToken;
import io.eprointake.store.Store;
import io.eprointake.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tokens of programs: a site's own system, a dashboard, a scraper. */
final class SystemTokens {

    /** What a program's token begins with. */
    static final String PREFIX = "eps_";

    private static final String CREATE =
            """
            insert into system_token (token_id, name, role, may, studies, sites, created_at,
                                      created_by, token_sha256, expires_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String REVOKE =
            """
            update system_token set revoked_at = ?, revoked_by = ?, revocation = ?
            where token_id = ? and revoked_at is null
            """;

    private static final String COLUMNS =
            """
            token_id, name, role, may, studies, sites, created_at, created_by, expires_at,
            revoked_at
            """;

    private static final String FIND =
            "select "
                    + COLUMNS
                    + " from system_token where token_sha256 = ? and revoked_at is null";

    private static final String LIST =
            "select " + COLUMNS + " from system_token where token_id > ? order by token_id limit ?";

    private static final TypeReference<Set<String>> NAMES = new TypeReference<>() {};

    private final Store store;
    private final Trail trail;
    private final ObjectMapper json;
    private final Runnable listen;

    /**
     * @param listen hears of revocations at once
     */
    SystemTokens(Store store, Trail trail, ObjectMapper json, Runnable listen) {
        this.store = store;
        this.trail = trail;
        this.json = json;
        this.listen = listen;
    }

    /** Makes a token; it is told once. */
    Created create(String name, Role role, Set<May> may, Scope scope, Duration life, Actor by) {
        String token = OpaqueToken.make(PREFIX);
        UUID id = UUID.randomUUID();
        String grants = write(words(may));
        String studies = write(scope.studies());
        String sites = write(scope.sites());
        Instant until =
                store.await(
                        store.admit(
                                id.toString(),
                                tx -> {
                                    Instant ends = tx.now().plus(life);
                                    tx.update(
                                            CREATE,
                                            id.toString(),
                                            name,
                                            role.word(),
                                            grants,
                                            studies,
                                            sites,
                                            tx.now().toEpochMilli(),
                                            by.name(),
                                            OpaqueToken.digest(token),
                                            ends.toEpochMilli());
                                    tell(
                                            tx,
                                            What.TOKEN_MADE,
                                            by,
                                            id,
                                            new Change("name", null, name),
                                            new Change("role", null, role.word()),
                                            new Change("may", null, grants),
                                            new Change("studies", null, studies),
                                            new Change("sites", null, sites),
                                            new Change("expires_at", null, ends.toString()));
                                    return ends;
                                }));
        return new Created(id, token, until);
    }

    private void tell(Tx tx, What what, Actor by, UUID id, Change... changes) throws SQLException {
        trail.append(tx, List.of(new Act(what, by, null, id.toString(), changes)));
    }

    private static Set<String> words(Set<May> may) {
        return may.stream().map(May::word).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whose it is; empty when it is none or was revoked. */
    Optional<Caller> find(String digest) {
        return store.read(reading ->
                reading.sql(FIND).param(digest).query((row, n) -> read(row).caller()).optional());
    }

    /**
     * Revokes a token; again changes nothing.
     *
     * @return whether there is such a token
     */
    boolean revoke(UUID id, Actor by) {
        boolean found =
                store.read(reading ->
                        reading.sql("select 1 from system_token where token_id = ?")
                                .param(id.toString())
                                .query(Integer.class)
                                .optional()
                                .isPresent());
        if (found) {
            store.await(store.admit(id.toString(), tx -> revoke(tx, id, by)));
            listen.run();
        }
        return found;
    }

    private int revoke(Tx tx, UUID id, Actor by) throws SQLException {
        int changed =
                tx.update(
                        REVOKE,
                        tx.now().toEpochMilli(),
                        by.name(),
                        Revocations.next(tx),
                        id.toString());
        if (changed == 1) {
            tell(
                    tx,
                    What.TOKEN_REVOKED,
                    by,
                    id,
                    new Change("revoked_at", null, tx.now().toString()));
        }
        return changed;
    }

    /** A page of all tokens that there were, by their ids. */
    List<SystemToken> list(String after, int limit) {
        return store.read(reading ->
                reading.sql(LIST).params(after, limit).query((row, n) -> read(row)).list());
    }

    private SystemToken read(ResultSet row) throws SQLException {
        long revoked = row.getLong("revoked_at");
        return new SystemToken(
                UUID.fromString(row.getString("token_id")),
                row.getString("name"),
                row.getString("role"),
                readNames(row.getString("may")),
                readNames(row.getString("studies")),
                readNames(row.getString("sites")),
                Instant.ofEpochMilli(row.getLong("created_at")),
                row.getString("created_by"),
                Instant.ofEpochMilli(row.getLong("expires_at")),
                revoked == 0 ? null : Instant.ofEpochMilli(revoked));
    }

    private @Nullable String write(@Nullable Set<String> names) {
        try {
            return names == null ? null : json.writeValueAsString(names);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("names are JSON", e);
        }
    }

    private @Nullable Set<String> readNames(@Nullable String text) {
        try {
            return text == null ? null : json.readValue(text, NAMES);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a token's names are not JSON");
        }
    }

    /** A token that was made. */
    record Created(UUID id, String token, Instant until) {

        @Override
        public String toString() {
            return "Created[" + id + "]";
        }
    }

    /** A token as operations see it: never itself. */
    record SystemToken(
            UUID tokenId,
            String name,
            String role,
            @Nullable Set<String> may,
            @Nullable Set<String> studies,
            @Nullable Set<String> sites,
            Instant createdAt,
            String createdBy,
            Instant expiresAt,
            @Nullable Instant revokedAt) {

        private Caller caller() {
            Set<May> grants =
                    may == null
                            ? Set.of()
                            : may.stream()
                                    .flatMap(word -> May.of(word).stream())
                                    .collect(Collectors.toSet());
            return new Caller(
                    name + " (token " + tokenId + ")",
                    Role.of(role).orElseThrow(),
                    grants,
                    new Scope(studies, sites, null),
                    expiresAt);
        }
    }
}
