package io.eprointake.audit;

import io.eprointake.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What was done since one last asked, on all replicas: each chain is in the order of its commits,
 * so nothing that is committed later stands before what was read. It is for one thread.
 */
public final class TrailFeed {

    private static final String HEADS = "select chain, number from audit_chain";

    private static final String SINCE =
            """
            select what, record from audit_entry
            where chain = :chain and number > :after and number <= :head order by number
            """;

    private final Store store;
    private final int most;
    private @Nullable Map<Long, Long> read;

    /**
     * @param most entries of a chain at a time; of more, the last ones are told
     */
    public TrailFeed(Store store, int most) {
        this.store = store;
        this.most = most;
    }

    /** Begins anew, at what stands there when it is next asked. */
    public void rewind() {
        read = null;
    }

    /** The acts since the last call; the first one hears of none. */
    public List<Done> next() {
        return store.read(reading -> {
            Map<Long, Long> heads = heads(reading);
            List<Done> done = new ArrayList<>();
            if (read != null) {
                for (var head : heads.entrySet()) {
                    long from = read.getOrDefault(head.getKey(), 0L);
                    if (head.getValue() > from) {
                        done.addAll(done(reading, head.getKey(), from, head.getValue()));
                    }
                }
            }
            read = heads;
            return done;
        });
    }

    private static Map<Long, Long> heads(JdbcClient reading) {
        Map<Long, Long> heads = new HashMap<>();
        reading.sql(HEADS)
                .query((row, n) -> heads.put(row.getLong("chain"), row.getLong("number")))
                .list();
        return heads;
    }

    private List<Done> done(JdbcClient reading, long chain, long from, long head) {
        return reading.sql(SINCE)
                .param("chain", chain)
                .param("after", Math.max(from, head - most))
                .param("head", head)
                .query((row, n) -> new Done(row.getString("what"), row.getString("record")))
                .list();
    }

    /**
     * @param what the word of an {@link Act.What}
     * @param record what it was done to
     */
    public record Done(String what, @Nullable String record) {}
}
