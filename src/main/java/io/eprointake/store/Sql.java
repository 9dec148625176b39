package io.eprointake.store;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A statement in which the databases differ, or a clause of one, as each of them has it. All others
 * are plain texts, and the same for both.
 */
public record Sql(String postgres, String sqlite) {

    /**
     * Ends a select of rows that are to be changed: what another transaction holds is passed over.
     * In SQLite nobody else is writing.
     */
    public static final Sql SKIP_LOCKED = skipLocked("");

    /** Ends a select of rows that are to be changed: who holds them is waited for. */
    public static final Sql LOCK = new Sql("for update", "");

    /** The elements of a JSON array, which is the statement's next argument. */
    public static final Sql JSON_ELEMENTS =
            new Sql("json_array_elements(cast(? as json))", "json_each(?)");

    /** The {@code id} of such an element, as this database has ids. */
    public static final Sql JSON_ID =
            new Sql("cast(e.value ->> 'id' as uuid)", "unhex(e.value ->> 'id', '-')");

    /**
     * An id as this database has it: a {@code uuid}, or its 16 bytes; in a store that an earlier
     * release wrote, text.
     *
     * @return null when there is none
     */
    public static @Nullable UUID uuid(ResultSet row, int column) throws SQLException {
        return switch (row.getObject(column)) {
            case null -> null;
            case UUID id -> id;
            case byte[] bytes -> {
                ByteBuffer id = ByteBuffer.wrap(bytes);
                yield new UUID(id.getLong(), id.getLong());
            }
            case Object text -> UUID.fromString(text.toString());
        };
    }

    /** As {@link #SKIP_LOCKED}, of a select from several tables: only the rows of this one. */
    public static Sql skipLockedOf(String table) {
        return skipLocked("of " + table + " ");
    }

    private static Sql skipLocked(String of) {
        return new Sql("for update " + of + "skip locked", "");
    }

    /**
     * A statement of both.
     *
     * @param text with {@code %s} in the place of each of the clauses, in their order
     */
    public static Sql of(String text, Sql... clauses) {
        return new Sql(filled(text, Sql::postgres, clauses), filled(text, Sql::sqlite, clauses));
    }

    private static String filled(String text, Function<Sql, String> database, Sql... clauses) {
        return text.formatted(Arrays.stream(clauses).map(database).toArray());
    }
}
