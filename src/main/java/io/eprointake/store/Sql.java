package io.eprointake.store;

import java.util.Arrays;
import java.util.function.Function;

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

    /** The elements of a JSON array, which is the statement's next argument. */
    public static final Sql JSON_ELEMENTS =
            new Sql("json_array_elements(cast(? as json))", "json_each(?)");

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
