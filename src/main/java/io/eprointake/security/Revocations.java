package io.eprointake.security;

import io.eprointake.leakwatch.Loop;
import io.eprointake.leakwatch.LoopLifecycle;
import io.eprointake.leakwatch.Loops;
import io.eprointake.leakwatch.Phase;
import io.eprointake.security.credential.KnownTokens;
import io.eprointake.store.Store;
import io.eprointake.store.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Numbers revocations in the order of their commits, and listens for those of all replicas. The row
 * of the number is locked until its transaction ends, so whoever has heard of one has heard of all
 * before it.
 */
final class Revocations implements LoopLifecycle {

    private static final Duration LAST = Duration.ofSeconds(3);

    private static final String NEXT = "update revocation set number = number + 1 returning number";
    private static final String LAST_NUMBER = "select number from revocation";
    private static final String SINCE =
            """
            select token_sha256 from device where revocation > :heard and token_sha256 is not null
            union all
            select token_sha256 from system_token where revocation > :heard
            union all
            select session_sha256 from session where revocation > :heard
            """;

    private final Store store;
    private final List<KnownTokens<?>> known;
    private final Duration interval;
    private final Loop loop;

    /**
     * @param known those that are to hear of them
     */
    Revocations(Store store, List<KnownTokens<?>> known, Duration interval, Loops loops) {
        this.store = store;
        this.known = known;
        this.interval = interval;
        this.loop = loops.loop("revocations", Phase.NEW_WORK, LAST, this);
    }

    /** The number of a revocation that this transaction makes. */
    static long next(Tx tx) throws SQLException {
        return tx.query(NEXT, row -> row.getLong(1)).getFirst();
    }

    /** When it fails, what is known is soon not trusted any more: see {@link KnownTokens}. */
    @Override
    public Duration round() {
        long since = System.nanoTime();
        store.read(reading -> {
            hear(reading, since);
            return since;
        });
        return interval;
    }

    private void hear(JdbcClient reading, long since) {
        long last = reading.sql(LAST_NUMBER).query(Long.class).single();
        long heard = known.stream().mapToLong(KnownTokens::heard).min().orElse(last);
        List<String> revoked =
                last > heard
                        ? reading.sql(SINCE).param("heard", heard).query(String.class).list()
                        : List.of();
        known.forEach(it -> it.hear(revoked, last, since));
    }

    @Override
    public Loop loop() {
        return loop;
    }
}
