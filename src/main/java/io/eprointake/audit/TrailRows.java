package io.eprointake.audit;

import io.eprointake.sealing.StudyKeys;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All entries, as people and other programs read them. */
public final class TrailRows {

    /** The names of a row's values, in their order. */
    public static final List<String> NAMES =
            List.of(
                    "chain",
                    "number",
                    "at",
                    "what",
                    "actor",
                    "role",
                    "sites",
                    "device",
                    "origin",
                    "study",
                    "record",
                    "body_sha256",
                    "why",
                    "changes",
                    "why_stored",
                    "changes_stored",
                    "hash");

    private static final int AT_A_TIME = 200;
    private static final String ALL =
            "select " + Entry.COLUMNS + " from audit_entry order by chain, number";

    private TrailRows() {}

    /**
     * Goes through all of them, chain by chain, a few in memory at a time.
     *
     * @param reading inside a transaction, or a server would send all at once
     * @param row takes a number or a text for each of {@link #NAMES}, or null
     */
    public static void each(
            Connection reading, StudyKeys keys, Consumer<Map<String, @Nullable Object>> row)
            throws SQLException {
        try (PreparedStatement statement = reading.prepareStatement(ALL)) {
            statement.setFetchSize(AT_A_TIME);
            try (ResultSet its = statement.executeQuery()) {
                while (its.next()) {
                    row.accept(row(Entry.read(its), Entry.hash(its), keys));
                }
            }
        }
    }

    private static Map<String, @Nullable Object> row(Entry entry, byte[] hash, StudyKeys keys) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("chain", entry.chain());
        row.put("number", entry.number());
        row.put("at", Instant.ofEpochMilli(entry.at()).toString());
        row.put("what", entry.what());
        row.put("actor", entry.actor().name());
        row.put("role", entry.actor().role());
        row.put("sites", entry.actor().sites());
        row.put("device", entry.actor().device());
        row.put("origin", entry.actor().origin());
        row.put("study", entry.study());
        row.put("record", entry.record());
        row.put("body_sha256", hex(entry.bodySha256()));
        byte @Nullable [] why = entry.open(keys, Trail.WHY, entry.why());
        byte @Nullable [] changes = entry.open(keys, Trail.CHANGED, entry.changes());
        row.put("why", text(why));
        row.put("changes", text(changes));
        row.put("why_stored", stored(entry.why(), why));
        row.put("changes_stored", stored(entry.changes(), changes));
        row.put("hash", hex(hash));
        return row;
    }

    private static @Nullable String hex(byte @Nullable [] bytes) {
        return bytes == null ? null : HexFormat.of().formatHex(bytes);
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    /** What the hash is over, where that is not the text itself. */
    private static @Nullable String stored(byte @Nullable [] stored, byte @Nullable [] open) {
        return stored == null || Arrays.equals(stored, open)
                ? null
                : Base64.getEncoder().encodeToString(stored);
    }
}
