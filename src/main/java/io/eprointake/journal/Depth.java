package io.eprointake.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much waits, at a glance.
 *
 * @param oldest since when the oldest of it does; null when there is none
 */
record Depth(long waiting, @Nullable Instant oldest) {

    /** Of a count, and of a time in epoch milliseconds. */
    static Depth read(ResultSet row) throws SQLException {
        long waiting = row.getLong(1);
        long millis = row.getLong(2);
        return new Depth(waiting, row.wasNull() ? null : Instant.ofEpochMilli(millis));
    }
}
