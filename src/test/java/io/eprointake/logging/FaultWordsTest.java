package io.eprointake.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.springframework.dao.DataAccessResourceFailureException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class FaultWordsTest {

    @ParameterizedTest
    @MethodSource
    void aFailureIsSaidInWords(String words, Throwable failure) {
        assertThat(FaultWords.of(failure)).isEqualTo(words);
    }

    static Stream<Arguments> aFailureIsSaidInWords() {
        return Stream.of(
                Arguments.of("disk full", sqlite(SQLiteErrorCode.SQLITE_FULL)),
                Arguments.of("store locked", sqlite(SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT)),
                Arguments.of("store read-only", sqlite(SQLiteErrorCode.SQLITE_READONLY_DBMOVED)),
                Arguments.of("disk fails", sqlite(SQLiteErrorCode.SQLITE_IOERR_WRITE)),
                Arguments.of("store fails", sqlite(SQLiteErrorCode.SQLITE_MISUSE)),
                Arguments.of("disk full", postgres("53100")),
                Arguments.of("store locked", postgres("55P03")),
                Arguments.of("database unreachable", postgres("08006")),
                Arguments.of("database lets us not in", postgres("28P01")),
                Arguments.of("store fails", postgres("42P01")),
                Arguments.of(
                        "database unreachable",
                        new SQLTransientConnectionException("no connection in 2000 ms")),
                Arguments.of(
                        "store cannot be opened",
                        new DataAccessResourceFailureException(
                                "cannot get a connection",
                                new SQLTransientConnectionException(
                                        "no connection in 2000 ms",
                                        sqlite(SQLiteErrorCode.SQLITE_CANTOPEN)))),
                Arguments.of("store fails", new SQLException("not tried")),
                Arguments.of("out of memory", new CompletionException(new OutOfMemoryError())),
                Arguments.of("no such host", new UnknownHostException("analyzer.example.org")),
                Arguments.of("unreachable", new ConnectException("refused")),
                Arguments.of("TLS failed", new SSLHandshakeException("expired")),
                Arguments.of("took too long", new TimeoutException()),
                Arguments.of(
                        "disk full",
                        new FileSystemException("a file", null, "No space left on device")),
                Arguments.of("overloaded", new Refused(Problem.OVERLOADED, "The queue is full.")),
                Arguments.of("java.lang.IllegalStateException", new IllegalStateException("王建国")));
    }

    @Test
    void aDatabasesOwnCodeIsSaidBesides() {
        assertThat(FaultWords.code(sqlite(SQLiteErrorCode.SQLITE_IOERR_WRITE)))
                .isEqualTo("SQLITE_IOERR_WRITE");
        assertThat(FaultWords.code(new CompletionException(postgres("53100")))).isEqualTo("53100");
        assertThat(FaultWords.code(new OutOfMemoryError())).isNull();
    }

    @Test
    void causesThatFormARingAreFollowedToAnEnd() {
        var one = new IllegalStateException("one");
        one.initCause(new IllegalArgumentException("two", one));

        assertThat(FaultWords.of(one)).isEqualTo("java.lang.IllegalStateException");
    }

    private static SQLException sqlite(SQLiteErrorCode code) {
        return new SQLiteException("[" + code + "] it says", code);
    }

    private static SQLException postgres(String state) {
        return new PSQLException("it says", PSQLState.UNKNOWN_STATE) {
            @Override
            public String getSQLState() {
                return state;
            }
        };
    }
}
