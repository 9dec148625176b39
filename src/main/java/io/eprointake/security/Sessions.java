package io.eprointake.security;

import io.eprointake.audit.Act;
import io.eprointake.audit.Act.What;
import io.eprointake.audit.Actor;
import io.eprointake.audit.Trail;
import io.eprointake.security.credential.KnownTokens;
import io.eprointake.security.credential.OpaqueToken;
import io.eprointake.store.Store;
import io.eprointake.store.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is signed in at the page. A session stands for the token that was shown, in each call anew:
 * what ends the token ends the session. It is on every replica, and ends on all of them.
 */
final class Sessions {

    /** What a cookie's value begins with. */
    private static final String PREFIX = "epw_";

    private static final String CREATE =
            """
            insert into session (session_sha256, name, token, created_at, expires_at)
            values (?, ?, ?, ?, ?)
            """;

    /** Nobody has to hear of these: their time is over by itself. */
    private static final String FORGET = "delete from session where expires_at < ?";

    private static final String FIND =
            """
            select token, name, expires_at from session
            where session_sha256 = ? and ended_at is null
            """;

    private static final String END =
            """
            update session set ended_at = ?, revocation = ?
            where session_sha256 = ? and ended_at is null
            """;

    private static final String END_ALL =
            "update session set ended_at = ?, revocation = ? where name = ? and ended_at is null";

    private final Store store;
    private final Trail trail;
    private final KnownTokens<Session> known;
    private final Duration life;
    private final InstantSource clock;
    private final Runnable listen;

    /**
     * @param life for how long one lasts at the most
     * @param listen hears of those that ended at once
     */
    Sessions(
            Store store,
            Trail trail,
            KnownTokens<Session> known,
            Duration life,
            InstantSource clock,
            Runnable listen) {
        this.store = store;
        this.trail = trail;
        this.known = known;
        this.life = life;
        this.clock = clock;
        this.listen = listen;
    }

    /** Signs somebody in who showed this token; the cookie's value is told once. */
    Opened open(String token, Caller caller, Actor by) {
        String cookie = OpaqueToken.make(PREFIX);
        String digest = OpaqueToken.digest(cookie);
        String sealed = SealedToken.seal(token, cookie);
        Instant until =
                store.await(
                        store.admit(
                                digest,
                                tx -> {
                                    tx.update(FORGET, tx.now().toEpochMilli());
                                    Instant longest = tx.now().plus(life);
                                    Instant ends =
                                            caller.until().isBefore(longest)
                                                    ? caller.until()
                                                    : longest;
                                    tx.update(
                                            CREATE,
                                            digest,
                                            caller.name(),
                                            sealed,
                                            tx.now().toEpochMilli(),
                                            ends.toEpochMilli());
                                    tell(tx, What.SIGNED_IN, by);
                                    return ends;
                                }));
        return new Opened(cookie, new Session(digest, token, caller.name(), until));
    }

    private void tell(Tx tx, What what, Actor by) throws SQLException {
        trail.append(tx, List.of(new Act(what, by, null, null)));
    }

    /**
     * Whose a cookie is; null when it is nobody's, was signed out, or is too old.
     *
     * @throws io.eprointake.store.StoreRefusal when it cannot be looked up now
     */
    @Nullable Session find(String cookie) {
        if (!OpaqueToken.is(PREFIX, cookie)) {
            return null;
        }
        String digest = OpaqueToken.digest(cookie);
        Session session = known.find(digest);
        if (session == null) {
            long heard = known.heard();
            session = lookUp(cookie, digest);
            if (session != null) {
                known.keep(digest, session, heard);
            }
        }
        return session != null && clock.instant().isBefore(session.until()) ? session : null;
    }

    private @Nullable Session lookUp(String cookie, String digest) {
        return store.read(reading ->
                reading.sql(FIND)
                        .param(digest)
                        .query((row, n) ->
                                new Session(
                                        digest,
                                        SealedToken.open(row.getString("token"), cookie),
                                        row.getString("name"),
                                        Instant.ofEpochMilli(row.getLong("expires_at"))))
                        .optional()
                        .orElse(null));
    }

    /** Signs out here; again changes nothing. */
    void end(Session session, Actor by) {
        end(END, session.digest(), by);
    }

    /** Signs whoever it is out everywhere. */
    void endAll(Session session, Actor by) {
        end(END_ALL, session.name(), by);
    }

    private void end(String statement, String which, Actor by) {
        store.await(
                store.admit(
                        which,
                        tx -> {
                            int ended =
                                    tx.update(
                                            statement,
                                            tx.now().toEpochMilli(),
                                            Revocations.next(tx),
                                            which);
                            if (ended > 0) {
                                tell(tx, What.SIGNED_OUT, by);
                            }
                            return ended;
                        }));
        listen.run();
    }

    /** A session that was opened, and the value of its cookie. */
    record Opened(String cookie, Session session) {

        @Override
        public String toString() {
            return "Opened[" + session + "]";
        }
    }
}
