package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.store.TestStore;
import io.eprointake.testing.Postgres;
import io.eprointake.testing.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that are large take long to change, and no limit of the service's own ends that. */
@Tag("soak")
class MigrationIT {

    @TempDir Path folder;

    @Test
    void aMigrationThatTakesLongSucceedsOnceForTwoReplicasThatStartTogether() throws IOException {
        String url = Postgres.shared().database();
        Path more = Files.createDirectories(folder.resolve("more"));
        // Longer than a session may idle in a transaction, and than an answer is waited for.
        Files.writeString(
                more.resolve("V1000__long.sql"),
                "create table long (began timestamptz); insert into long values (clock_timestamp());"
                        + " select pg_sleep(15);");
        Files.writeString(
                more.resolve("V1001__index.sql"),
                "create index concurrently if not exists long_began on long (began);");
        Files.writeString(more.resolve("V1001__index.sql.conf"), "executeInTransaction=false\n");
        var one = CompletableFuture.supplyAsync(() -> start("one", url, more));
        var other = CompletableFuture.supplyAsync(() -> start("other", url, more));

        try (var first = one.join();
                var second = other.join()) {
            assertThat(first.ready()).isTrue();
            assertThat(second.ready()).isTrue();
        }

        assertThat(Postgres.list(url, "select began from long")).hasSize(1);
        assertThat(
                        Postgres.list(
                                url,
                                "select version from flyway_schema_history where success"
                                        + " and version in ('1000', '1001')"))
                .hasSize(2);
        assertThat(Postgres.list(url, "select indisvalid from pg_index where not indisvalid"))
                .isEmpty();
    }

    /** An operator may make the index of a large table beforehand, or be interrupted at it. */
    @Test
    void anIndexThatIsThereAlreadyIsTakenAndHalfAnIndexIsMadeAgain() {
        String url = Postgres.shared().database();
        TestStore.migrate(url, "8");
        Postgres.execute(
                url,
                "update flyway_schema_history set success = false where version = '8'",
                "update pg_index set indisvalid = false where indexrelid = 'report_open'::regclass");

        start("again", url, folder, "--spring.flyway.target=8").close();

        assertThat(
                        Postgres.list(
                                url,
                                "select indisvalid from pg_index"
                                        + " where indexrelid = 'report_open'::regclass"))
                .containsExactly("t");
        Postgres.execute(url, "delete from flyway_schema_history where version = '8'");

        start("by hand", url, folder).close();
    }

    private ServiceProcess start(String name, String url, Path more, String... further) {
        try {
            return ServiceProcess.start(
                    Files.createDirectories(folder.resolve(name)),
                    Stream.concat(
                                    Stream.of(
                                            "--spring.datasource.url=" + url,
                                            "--spring.flyway.locations=classpath:db/migration,classpath:db/postgresql,filesystem:"
                                                    + more,
                                            "--spring.flyway.out-of-order=true"),
                                    Stream.of(further))
                            .toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
