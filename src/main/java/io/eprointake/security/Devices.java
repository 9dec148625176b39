package io.eprointake.security;

import io.eprointake.audit.Act;
import io.eprointake.audit.Act.Change;
import io.eprointake.audit.Act.What;
import io.eprointake.audit.Actor;
import io.eprointake.audit.Trail;
import io.eprointake.report.Scope;
import io.eprointake.report.Subject;
import io.eprointake.security.credential.ActivationCode;
import io.eprointake.security.credential.OpaqueToken;
import io.eprointake.store.Store;
import io.eprointake.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Patients' phones: each is let in by a code that a site's staff made for its subject. */
final class Devices {

    /** What a phone's token begins with. */
    static final String PREFIX = "epd_";

    /** What a phone's name as a caller begins with; its id follows. */
    static final String NAMED = "device ";

    private static final String CREATE =
            """
            insert into device (device_id, study, site, subject, created_at, created_by,
                                code_sha256, code_expires_at)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """;

    /** Of two that use a code at once, one finds it used. */
    private static final String ACTIVATE =
            """
            update device set activated_at = ?, token_sha256 = ?, expires_at = ?
            where code_sha256 = ? and activated_at is null and revoked_at is null
                and code_expires_at > ?
            returning device_id, study, site, subject
            """;

    private static final String RENEW =
            "update device set expires_at = ? where token_sha256 = ? and revoked_at is null";

    private static final String REVOKE =
            """
            update device set revoked_at = ?, revoked_by = ?, revocation = ?
            where device_id = ? and revoked_at is null
            """;

    private static final String FIND =
            """
            select device_id, study, site, subject, expires_at from device
            where token_sha256 = ? and revoked_at is null
            """;

    private static final String COLUMNS =
            """
            device_id, study, site, subject, created_at, created_by, code_expires_at, activated_at,
            expires_at, revoked_at
            """;

    private final Store store;
    private final Trail trail;
    private final Duration codeLife;
    private final Duration deviceLife;
    private final Runnable listen;

    /**
     * @param listen hears of revocations at once
     */
    Devices(Store store, Trail trail, Duration codeLife, Duration deviceLife, Runnable listen) {
        this.store = store;
        this.trail = trail;
        this.codeLife = codeLife;
        this.deviceLife = deviceLife;
        this.listen = listen;
    }

    /** Makes a code for a subject's phone; it is told once. */
    Invited invite(String study, String site, String subject, Actor by) {
        ActivationCode code = ActivationCode.random();
        UUID id = UUID.randomUUID();
        String digest = code.digest();
        Instant until =
                store.await(
                        store.admit(
                                digest,
                                tx -> {
                                    Instant ends = tx.now().plus(codeLife);
                                    tx.update(
                                            CREATE,
                                            id.toString(),
                                            study,
                                            site,
                                            subject,
                                            tx.now().toEpochMilli(),
                                            by.name(),
                                            digest,
                                            ends.toEpochMilli());
                                    tell(
                                            tx,
                                            What.CODE_MADE,
                                            by,
                                            study,
                                            id,
                                            new Change("site", null, site),
                                            new Change("subject", null, subject),
                                            new Change("code_expires_at", null, ends.toString()));
                                    return ends;
                                }));
        return new Invited(id, code, until);
    }

    private void tell(Tx tx, What what, Actor by, String study, UUID id, Change... changes)
            throws SQLException {
        trail.append(tx, List.of(new Act(what, by, study, id.toString(), changes)));
    }

    /**
     * Exchanges a code for a token; empty when the code is none, used, revoked or too old.
     *
     * @param origin the address that it comes from
     */
    Optional<Activated> activate(ActivationCode code, String origin) {
        String token = OpaqueToken.make(PREFIX);
        String digest = code.digest();
        return store.await(store.admit(digest, tx -> activate(tx, digest, token, origin)));
    }

    private Optional<Activated> activate(Tx tx, String code, String token, String origin)
            throws SQLException {
        Instant until = tx.now().plus(deviceLife);
        Optional<Activated> activated =
                tx
                        .query(
                                ACTIVATE,
                                row ->
                                        new Activated(
                                                UUID.fromString(row.getString(1)),
                                                token,
                                                row.getString(2),
                                                row.getString(3),
                                                row.getString(4),
                                                until),
                                tx.now().toEpochMilli(),
                                OpaqueToken.digest(token),
                                until.toEpochMilli(),
                                code,
                                tx.now().toEpochMilli())
                        .stream()
                        .findFirst();
        if (activated.isPresent()) {
            Activated its = activated.get();
            tell(
                    tx,
                    What.DEVICE_ACTIVATED,
                    caller(its.id, its.study, its.site, its.subject, until).actor(origin),
                    its.study,
                    its.id,
                    new Change("expires_at", null, until.toString()));
        }
        return activated;
    }

    private static Caller caller(
            UUID id, String study, String site, String subject, Instant until) {
        return new Caller(
                NAMED + id, Role.PATIENT, Set.of(), Scope.of(study, site, subject), until);
    }

    /** Whose phone it is; empty when the token is none or was revoked. */
    Optional<Caller> find(String digest) {
        return store.read(reading ->
                reading.sql(FIND)
                        .param(digest)
                        .query((row, n) ->
                                caller(
                                        UUID.fromString(row.getString(1)),
                                        row.getString(2),
                                        row.getString(3),
                                        row.getString(4),
                                        Instant.ofEpochMilli(row.getLong(5))))
                        .optional());
    }

    /** Lets a token last as long again from now, and says until when. */
    CompletableFuture<Instant> renew(String digest) {
        return store.write(tx -> {
            Instant until = tx.now().plus(deviceLife);
            tx.update(RENEW, until.toEpochMilli(), digest);
            return until;
        });
    }

    /**
     * Revokes a phone, or a code that nobody used; again changes nothing.
     *
     * @return whether there is such a phone within the scope
     */
    boolean revoke(UUID id, Scope scope, Actor by) {
        Optional<String> study =
                store.read(reading ->
                        reading.sql("select study, site, subject from device where device_id = ?")
                                .param(id.toString())
                                .query((row, n) ->
                                        scope.covers(
                                                        row.getString(1),
                                                        row.getString(2),
                                                        new Subject(row.getString(3)))
                                                ? Optional.of(row.getString(1))
                                                : Optional.<String>empty())
                                .optional()
                                .flatMap(it -> it));
        if (study.isPresent()) {
            store.await(store.admit(id.toString(), tx -> revoke(tx, id, study.get(), by)));
            listen.run();
        }
        return study.isPresent();
    }

    private int revoke(Tx tx, UUID id, String study, Actor by) throws SQLException {
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
                    What.DEVICE_REVOKED,
                    by,
                    study,
                    id,
                    new Change("revoked_at", null, tx.now().toString()));
        }
        return changed;
    }

    /**
     * A page of a site's phones, the newest last.
     *
     * @param studies null for all
     * @param subject null for all
     * @param after behind this place; null for the first page
     */
    List<Device> list(
            String site,
            @Nullable Set<String> studies,
            @Nullable String subject,
            @Nullable Place after,
            int limit) {
        Map<String, Object> given = new HashMap<>(Map.of("site", site, "limit", limit));
        StringBuilder sql =
                new StringBuilder("select " + COLUMNS + " from device where site = :site");
        if (subject != null) {
            sql.append(" and subject = :subject");
            given.put("subject", subject);
        }
        if (studies != null) {
            sql.append(" and study in (:studies)");
            given.put("studies", studies);
        }
        if (after != null) {
            sql.append(" and (created_at, device_id) > (:at, :id)");
            given.put("at", after.createdAt);
            given.put("id", after.id.toString());
        }
        sql.append(" order by created_at, device_id limit :limit");
        return store.read(reading ->
                reading.sql(sql.toString())
                        .params(given)
                        .query((row, n) -> Device.read(row))
                        .list());
    }

    /** A code that was made. */
    record Invited(UUID id, ActivationCode code, Instant until) {}

    /** A phone that was let in. */
    record Activated(
            UUID id, String token, String study, String site, String subject, Instant until) {

        @Override
        public String toString() {
            return "Activated[" + id + "]";
        }
    }

    /** Where a page of phones goes on. */
    record Place(long createdAt, UUID id) {

        static Optional<Place> of(String text) {
            try {
                int dot = text.indexOf('.');
                return Optional.of(
                        new Place(
                                Long.parseLong(text.substring(0, Math.max(dot, 0))),
                                UUID.fromString(text.substring(dot + 1))));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        @Override
        public String toString() {
            return createdAt + "." + id;
        }
    }

    /** A phone, or a code for one, as staff see it. */
    record Device(
            UUID deviceId,
            String study,
            String site,
            String subject,
            Instant createdAt,
            String createdBy,
            Instant codeExpiresAt,
            @Nullable Instant activatedAt,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt) {

        private static Device read(ResultSet row) throws SQLException {
            return new Device(
                    UUID.fromString(row.getString("device_id")),
                    row.getString("study"),
                    row.getString("site"),
                    row.getString("subject"),
                    Instant.ofEpochMilli(row.getLong("created_at")),
                    row.getString("created_by"),
                    Instant.ofEpochMilli(row.getLong("code_expires_at")),
                    instant(row, "activated_at"),
                    instant(row, "expires_at"),
                    instant(row, "revoked_at"));
        }

        Place place() {
            return new Place(createdAt.toEpochMilli(), deviceId);
        }

        @Override
        public String toString() {
            return "Device[" + deviceId + "]";
        }
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
