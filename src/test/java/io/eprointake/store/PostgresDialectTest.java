package io.eprointake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import io.eprointake.store.Dialect.Blame;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresDialectTest {

    private final Dialect dialect =
            Dialect.of(
                    "jdbc:postgresql://127.0.0.1/epro",
                    InstantSource.system(),
                    new ClockWatch(System::nanoTime, new SimpleMeterRegistry()));

    @Test
    void aServerThatDoesNotAnswerIsGivenUp() {
        var pool = pool("jdbc:postgresql://127.0.0.1/epro");

        dialect.prepareWrites(pool);

        assertThat(pool.getDataSourceProperties())
                .containsEntry("socketTimeout", "10")
                .containsEntry("tcpKeepAlive", "true");
        assertThat(pool.getConnectionInitSql())
                .contains("idle_in_transaction_session_timeout", "lock_timeout");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?reWriteBatchedInserts=true",
                "?user=a&reWriteBatchedInserts=TRUE&b=c",
                "?reWriteBatchedInserts"
            })
    void aDriverThatDoesNotSayWhichRowsItStoredIsRefused(String settings) {
        var pool = pool("jdbc:postgresql://127.0.0.1/epro" + settings);

        assertThatThrownBy(() -> dialect.prepareWrites(pool))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("reWriteBatchedInserts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?reWriteBatchedInserts=false", "?reWriteBatchedInsertsSize=8"})
    void aDriverThatSaysItIsNot(String settings) {
        dialect.prepareWrites(pool("jdbc:postgresql://127.0.0.1/epro" + settings));
    }

    private static HikariConfig pool(String url) {
        var pool = new HikariConfig();
        pool.setJdbcUrl(url);
        return pool;
    }

    @ParameterizedTest
    @CsvSource({
        "08006, STORE", // the connection is gone
        "57P01, STORE", // the server is being stopped
        "57P03, STORE", // it is starting
        "53100, STORE", // its disk is full
        "53300, STORE", // too many connections
        "25006, STORE", // it is a standby
        "58030, STORE", // its disk failed
        "23505, WRITE", // twice the same
        "22021, WRITE", // text that is none
        "54000, WRITE", // too long for an index
        "40P01, OTHER", // a deadlock
        "55P03, OTHER", // a lock that was not to be had
        "    , STORE" // the pool gave up
    })
    void blames(String state, Blame blame) {
        assertThat(dialect.blame(new SQLException("", state))).isEqualTo(blame);
    }
}
