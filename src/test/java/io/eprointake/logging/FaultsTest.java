package io.eprointake.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.testing.LoggedLines;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class FaultsTest {

    private final SQLException full =
            new SQLiteException("full: insert into report", SQLiteErrorCode.SQLITE_FULL);

    private final LoggedLines lines = new LoggedLines("faults-test");
    private long now = 5;
    private final Faults faults =
            new Faults(
                    LoggerFactory.getLogger("faults-test"),
                    Level.ERROR,
                    "A commit failed",
                    () -> now);

    @AfterEach
    void listenNoMore() {
        lines.close();
    }

    @Test
    void twoMinutesOfAFullDiskAreThreeLines() {
        for (int i = 0; i < 456; i++) {
            faults.came(full);
            now += Duration.ofMinutes(2).toNanos() / 456;
        }
        now += Duration.ofMinutes(1).toNanos();
        faults.stayedAway();
        faults.stayedAway();

        assertThat(told())
                .containsExactly(
                        "ERROR A commit failed fault=disk full count=1 total=1 seconds=0 code=SQLITE_FULL",
                        "ERROR A commit failed fault=disk full count=229 total=230 seconds=60 code=SQLITE_FULL",
                        "INFO A commit failed: no more fault=disk full count=226 total=456 seconds=119");
    }

    @Test
    void anotherFaultIsToldAtOnce() {
        faults.came(full);
        faults.came(new Refused(Problem.STORE_UNAVAILABLE, "No commit within 10000 ms."));
        faults.came(full);

        assertThat(told())
                .containsExactly(
                        "ERROR A commit failed fault=disk full count=1 total=1 seconds=0 code=SQLITE_FULL",
                        "ERROR A commit failed fault=store unavailable count=1 total=1 seconds=0");
    }

    @Test
    void whatHoversIsNoFlood() {
        for (int i = 0; i < 100; i++) {
            faults.came("disk full");
            faults.stayedAway();
            now += Duration.ofMillis(100).toNanos();
        }

        assertThat(told()).hasSize(1);
    }

    @Test
    void moreKindsThanThereAreWordsForAreToldTogether() {
        for (int i = 0; i < 1000; i++) {
            faults.came("kind " + i);
        }

        assertThat(told())
                .hasSize(33)
                .last()
                .isEqualTo("ERROR A commit failed fault=other count=1 total=1 seconds=0");
    }

    @Test
    void nothingIsToldWhereNothingFailed() {
        faults.stayedAway();

        assertThat(told()).isEmpty();
    }

    private List<String> told() {
        return lines.all().stream()
                .map(line -> {
                    var told = new StringBuilder(line.getLevel() + " " + line.getMessage());
                    line.getKeyValuePairs()
                            .forEach(pair ->
                                    told.append(' ')
                                            .append(pair.key)
                                            .append('=')
                                            .append(pair.value));
                    return told.toString();
                })
                .toList();
    }
}
