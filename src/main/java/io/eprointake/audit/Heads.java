package io.eprointake.audit;

import io.eprointake.store.Store;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Whether the chains are still what this replica saw of them: each head is that of its last entry,
 * and what was a head before is an entry yet. That takes two look-ups by key for each of the
 * youngest chains, however long they are. It is no check of all entries, which reads all that is
 * stored: {@link TrailCheck}.
 */
final class Heads {

    private static final Logger log = LoggerFactory.getLogger(Heads.class);

    private static final String NOW =
            """
            select c.chain, c.number, c.hash,
                   (select e.hash from audit_entry e where e.chain = c.chain and e.number = c.number)
            from audit_chain c order by c.chain desc limit 256
            """;

    private static final String THEN =
            """
            select c.number, (select e.hash from audit_entry e where e.chain = c.chain and e.number = ?)
            from audit_chain c where c.chain = ?
            """;

    private final Store store;
    private final Map<Long, Anchor> seen = new HashMap<>();
    private volatile boolean whole = true;

    Heads(Store store, MeterRegistry meters) {
        this.store = store;
        Gauge.builder("epro.audit.whole", this, heads -> heads.whole ? 1 : 0)
                .description("1 while the chains' heads are those of their entries, as seen before")
                .register(meters);
    }

    /** Looks once; from one thread. What does not fit is told once, until all fits again. */
    void look() {
        List<Head> now = store.read(Heads::now);
        String wrong =
                Stream.concat(
                                now.stream().filter(head -> !head.isItsEntrys()).map(Head::anchor),
                                store.read(this::gone).stream())
                        .map(head -> head.chain() + ":" + head.number())
                        .distinct()
                        .collect(Collectors.joining(" "));
        if (wrong.isEmpty()) {
            seen.clear();
            now.forEach(head -> seen.put(head.anchor.chain(), head.anchor));
        } else if (whole) {
            log.atError()
                    .addKeyValue("entries", wrong)
                    .log("The audit trail is not what it was: run audit verify");
        }
        whole = wrong.isEmpty();
    }

    private static List<Head> now(JdbcClient reading) {
        return reading.sql(NOW)
                .query((row, n) ->
                        new Head(
                                new Anchor(row.getLong(1), row.getLong(2), row.getBytes(3)),
                                row.getBytes(4)))
                .list();
    }

    /** Of those that were seen. */
    private List<Anchor> gone(JdbcClient reading) {
        return seen.values().stream().filter(head -> !isThere(reading, head)).toList();
    }

    private static boolean isThere(JdbcClient reading, Anchor head) {
        return reading.sql(THEN)
                .param(head.number())
                .param(head.chain())
                .query((row, n) ->
                        row.getLong(1) >= head.number()
                                && new Head(head, row.getBytes(2)).isItsEntrys())
                .optional()
                .orElse(false);
    }

    /** Where a chain stands, and the hash of the entry of that number, if there is one. */
    private record Head(Anchor anchor, byte @Nullable [] entry) {

        boolean isItsEntrys() {
            return anchor.has(Objects.requireNonNullElse(entry, Entry.NOTHING));
        }
    }
}
