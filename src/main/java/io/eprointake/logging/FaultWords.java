package io.eprointake.logging;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Says a failure in words that somebody who is woken by it understands. Only what is known here is
 * said, and else its type: a failure's own message may quote what was sent.
 */
public final class FaultWords {

    private static final Map<SQLiteErrorCode, String> SQLITE =
            Map.ofEntries(
                    Map.entry(SQLiteErrorCode.SQLITE_FULL, "disk full"),
                    Map.entry(SQLiteErrorCode.SQLITE_BUSY, "store locked"),
                    Map.entry(SQLiteErrorCode.SQLITE_LOCKED, "store locked"),
                    Map.entry(SQLiteErrorCode.SQLITE_READONLY, "store read-only"),
                    Map.entry(SQLiteErrorCode.SQLITE_PERM, "store read-only"),
                    Map.entry(SQLiteErrorCode.SQLITE_CANTOPEN, "store cannot be opened"),
                    Map.entry(SQLiteErrorCode.SQLITE_IOERR, "disk fails"),
                    Map.entry(SQLiteErrorCode.SQLITE_CORRUPT, "store damaged"),
                    Map.entry(SQLiteErrorCode.SQLITE_NOTADB, "store damaged"),
                    Map.entry(SQLiteErrorCode.SQLITE_NOMEM, "out of memory"),
                    Map.entry(SQLiteErrorCode.SQLITE_INTERRUPT, "took too long"),
                    Map.entry(SQLiteErrorCode.SQLITE_CONSTRAINT, "constraint violated"));

    /** By SQLSTATE, or its class. */
    private static final Map<String, String> STATES =
            Map.ofEntries(
                    Map.entry("08", "database unreachable"),
                    Map.entry("23", "constraint violated"),
                    Map.entry("25006", "store read-only"),
                    Map.entry("28", "database lets us not in"),
                    Map.entry("3D000", "no such database"),
                    Map.entry("40001", "store locked"),
                    Map.entry("40P01", "store locked"),
                    Map.entry("42501", "database lets us not in"),
                    Map.entry("53100", "disk full"),
                    Map.entry("53200", "database out of memory"),
                    Map.entry("53300", "database takes no more connections"),
                    Map.entry("55P03", "store locked"),
                    Map.entry("57014", "took too long"),
                    Map.entry("57P01", "database shuts down"),
                    Map.entry("57P02", "database shuts down"),
                    Map.entry("57P03", "database starts up"),
                    Map.entry("58", "disk fails"),
                    Map.entry("XX001", "store damaged"),
                    Map.entry("XX002", "store damaged"));

    private FaultWords() {}

    /** A failure's words; its type where there are none. */
    public static String of(Throwable failure) {
        SQLException sql = sql(failure);
        if (sql != null) {
            return of(sql);
        }
        return chain(failure)
                .map(FaultWords::known)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(failure.getClass().getName());
    }

    private static String of(SQLException sql) {
        if (sql instanceof SQLiteException sqlite) {
            var primary = SQLiteErrorCode.getErrorCode(sqlite.getErrorCode() & 0xff);
            return SQLITE.getOrDefault(primary, "store fails");
        }
        String state = sql.getSQLState();
        if (state == null || state.length() < 2) {
            // The pool's own: it had no connection to give.
            return sql instanceof SQLTransientConnectionException
                    ? "database unreachable"
                    : "store fails";
        }
        return STATES.getOrDefault(
                state, STATES.getOrDefault(state.substring(0, 2), "store fails"));
    }

    private static @Nullable String known(Throwable failure) {
        return switch (failure) {
            case InWords it -> it.inWords();
            case OutOfMemoryError _ -> "out of memory";
            case UnknownHostException _ -> "no such host";
            case ConnectException _, NoRouteToHostException _ -> "unreachable";
            case SSLException _ -> "TLS failed";
            case TimeoutException _, HttpTimeoutException _ -> "took too long";
            case FileSystemException file when "No space left on device".equals(file.getReason()) ->
                    "disk full";
            case FileSystemException file when "Too many open files".equals(file.getReason()) ->
                    "file descriptors used up";
            default -> null;
        };
    }

    /** By which a database's documentation tells more; null for other failures. */
    public static @Nullable String code(Throwable failure) {
        SQLException sql = sql(failure);
        if (sql instanceof SQLiteException sqlite) {
            return sqlite.getResultCode().name();
        }
        return sql == null ? null : sql.getSQLState();
    }

    /** The innermost: what a pool or a framework threw around it says less. */
    private static @Nullable SQLException sql(Throwable failure) {
        return chain(failure)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .reduce((outer, inner) ->
                        inner.getSQLState() == null && !(inner instanceof SQLiteException)
                                ? outer
                                : inner)
                .orElse(null);
    }

    /** Bounded, since causes can form a ring. */
    private static Stream<Throwable> chain(Throwable failure) {
        return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause).limit(16);
    }
}
