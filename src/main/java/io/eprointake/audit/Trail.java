package io.eprointake.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eprointake.audit.Act.Change;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Replica;
import io.eprointake.store.Sql;
import io.eprointake.store.Tx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The audit trail. What is told is appended in the transaction that does it, so neither is ever
 * alone, to the chain of the writer whose transaction it is: no two transactions append to one
 * chain, so none waits for another. A chain's head is in its row, and nothing of it in memory.
 */
public final class Trail {

    static final String APPEND =
            "insert into audit_entry (%s) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    .formatted(Entry.COLUMNS);

    /** Waits for a transaction of the same writer whose connection was lost, and sees it. */
    private static final Sql HEAD =
            Sql.of(
                    "select chain, number, hash from audit_chain where replica = ? and writer = ? %s",
                    Sql.LOCK);

    private static final String BEGIN =
            """
            insert into audit_chain (replica, writer, number, hash) values (?, ?, 0, ?)
            on conflict (replica, writer) do nothing
            """;

    private static final String MOVE =
            "update audit_chain set number = ?, hash = ? where chain = ?";

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<List<Change>> CHANGES = new TypeReference<>() {};

    private final Replica replica;
    private final StudyKeys keys;

    public Trail(Replica replica, StudyKeys keys) {
        this.replica = replica;
        this.keys = keys;
    }

    /**
     * Tells what this transaction does. It takes three statements, however many acts there are.
     *
     * @return where the chain stands then
     */
    public Anchor append(Tx tx, List<Act> acts) throws SQLException {
        Anchor head = head(tx);
        if (acts.isEmpty()) {
            return head;
        }
        long number = head.number();
        byte[] hash = head.hash();
        List<@Nullable Object[]> rows = new ArrayList<>(acts.size());
        for (Act act : acts) {
            Entry entry = entry(act, head.chain(), ++number, tx.now().toEpochMilli());
            hash = entry.hash(hash);
            rows.add(entry.row(hash));
        }
        tx.updateAll(APPEND, rows);
        tx.update(MOVE, number, hash, head.chain());
        return new Anchor(head.chain(), number, hash);
    }

    private Anchor head(Tx tx) throws SQLException {
        List<Anchor> head = readHead(tx);
        if (head.isEmpty()) {
            tx.update(BEGIN, replica.name(), tx.writer(), Entry.NOTHING);
            head = readHead(tx);
        }
        return head.getFirst();
    }

    private List<Anchor> readHead(Tx tx) throws SQLException {
        return tx.query(
                HEAD,
                row -> new Anchor(row.getLong(1), row.getLong(2), row.getBytes(3)),
                replica.name(),
                tx.writer());
    }

    private Entry entry(Act act, long chain, long number, long at) {
        String study = act.study();
        String id = chain + ":" + number;
        return new Entry(
                chain,
                number,
                at,
                act.what().word(),
                act.actor(),
                study,
                act.record(),
                act.bodySha256(),
                act.why() == null
                        ? null
                        : close(study, WHY + id, act.why().getBytes(StandardCharsets.UTF_8)),
                act.changes().isEmpty() ? null : close(study, CHANGED + id, json(act.changes())));
    }

    static final String WHY = "audit_entry.why ";
    static final String CHANGED = "audit_entry.changes ";

    /** What belongs to no study is of no patient, and can be checked by whoever has no key. */
    private byte[] close(@Nullable String study, String place, byte[] open) {
        return study == null ? open : keys.seal(StudyKeys.NO_STUDY, place, open);
    }

    private static byte[] json(List<Change> changes) {
        try {
            return JSON.writeValueAsBytes(changes);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("changes are JSON");
        }
    }

    /** What was written, opened. */
    static List<Change> changes(byte @Nullable [] json) {
        try {
            return json == null ? List.of() : JSON.readValue(json, CHANGES);
        } catch (IOException e) {
            throw new IllegalStateException("changes are not JSON");
        }
    }
}
