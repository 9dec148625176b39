package io.eprointake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eprointake.testing.StoreFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.util.unit.DataSize;

/** Over which stores the service starts. */
class StoreConfigurationTest {

    @TempDir Path folder;
    private final StoreConfiguration configuration = new StoreConfiguration();
    private String url;

    @BeforeEach
    void choose() {
        url = TestStore.sqlite(folder);
    }

    @Test
    void theFirstStoreIsNoSurprise() {
        try (StoreLocation location = started(false)) {
            assertThat(location.begunAnew()).isFalse();
        }
    }

    @Test
    void anEmptyStoreWhereOneWasIsOne() throws IOException {
        started(false).close();
        Files.delete(folder.resolve("epro.db"));

        try (StoreLocation location = started(false)) {
            assertThat(location.begunAnew()).isTrue();
        }
        try (StoreLocation location = started(false)) {
            assertThat(location.begunAnew()).as("it is there now").isFalse();
        }
    }

    @Test
    void whereAStoreIsExpectedNoneIsMade() {
        assertThatThrownBy(() -> started(true))
                .hasMessageContaining("epro.store.expected is true, and ")
                .hasMessageContaining("it must be false for an empty one to be made");
        assertThat(folder.resolve("epro.db")).doesNotExist();

        started(false).close();
        started(true).close();
    }

    /** As a copy of a file is without its log. */
    @Test
    void aFileWithoutAStoreInItIsNotTheExpectedOne() {
        new StoreFile(url).execute("create table other (id integer)");

        assertThatThrownBy(() -> started(true)).hasMessageContaining("epro.store.expected is true");
    }

    @Test
    void whatANewerReleaseHasMigratedIsNotWrittenTo() {
        started(false).close();
        new StoreFile(url)
                .execute(
                        "insert into flyway_schema_history (installed_rank, version, description, type,"
                                + " script, installed_by, execution_time, success)"
                                + " values (99, '999', 'later', 'SQL', 'V999__later.sql', '', 0, 1)");

        assertThatThrownBy(() -> started(false))
                .hasMessageContaining("has the schema 999 of a newer release; it must be one that")
                .hasMessageContaining("restore the backup from before the upgrade");
    }

    /** As far as the store goes. */
    private StoreLocation started(boolean expected) {
        var properties = new DataSourceProperties();
        properties.setUrl(url);
        StoreLocation location = configuration.location(properties, settings(expected));
        try {
            var flyway =
                    Flyway.configure()
                            .dataSource(url, null, null)
                            .locations("db/migration", "db/sqlite")
                            .load();
            configuration
                    .migrationStrategy(properties, location, settings(expected))
                    .migrate(flyway);
            location.open();
        } catch (RuntimeException e) {
            location.close();
            throw e;
        }
        return location;
    }

    private static StoreProperties settings(boolean expected) {
        return new StoreProperties(
                50,
                TestStore.RESERVED,
                50,
                Duration.ofSeconds(10),
                10,
                Duration.ofSeconds(10),
                expected,
                DataSize.ofMegabytes(1));
    }
}
