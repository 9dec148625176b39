package io.eprointake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eprointake.store.StoreRefusal.Why;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

/** Promise 1 when the files are moved under the service: what nobody finds again is not told. */
class DatabaseFileTest {

    @TempDir Path folder;
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private Path data;
    private Path file;
    private TestStore store;

    @BeforeEach
    void open() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
        file = data.resolve("epro.db");
        store = open(DataSize.ofMegabytes(1));
        stored("create table t (id integer primary key)");
        stored("insert into t values (1)");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whatIsWrittenWhileItsFolderIsElsewhereIsRefusedUntilItIsBack() throws IOException {
        Path elsewhere = folder.resolve("elsewhere");
        Files.move(data, elsewhere);

        refused("gone");
        assertThat(data).as("no empty store in its place").doesNotExist();
        assertThat(meters.get("epro.store.in_place").gauge().value()).isZero();

        Files.move(elsewhere, data);
        stored("insert into t values (3)");
        // The writer answers before it notes that it works again.
        await().untilAsserted(() -> assertThat(store.trouble()).isNull());
        assertThat(meters.get("epro.store.in_place").gauge().value()).isEqualTo(1);
    }

    @Test
    void whatIsCommittedWhileItsFolderIsTakenAwayIsNotAcknowledged() {
        Path elsewhere = folder.resolve("elsewhere");

        assertThatThrownBy(() ->
                        store.store()
                                .await(
                                        store.store()
                                                .write(tx -> {
                                                    tx.update("insert into t values (2)");
                                                    return data.toFile()
                                                            .renameTo(elsewhere.toFile());
                                                })))
                .isInstanceOf(StoreRefusal.class);

        assertThat(elsewhere.toFile().renameTo(data.toFile())).isTrue();
        assertThat(rows()).as("nobody was told").isEqualTo(2);
    }

    @Test
    void whatIsWrittenIntoADeletedFileIsRefused() throws IOException {
        Files.delete(file);

        refused("gone");
        // Readers may have to connect anew.
        for (int i = 0; i < 3; i++) {
            refused("gone");
        }
        assertThat(file).as("no empty store in its place").doesNotExist();
    }

    @Test
    void anotherFileOfItsNameIsNotTakenForIt() throws IOException {
        Path copy = Files.copy(file, folder.resolve("copy"));
        Files.move(file, folder.resolve("former"));
        Files.move(copy, file);

        refused("replaced");
    }

    @Test
    void aLogThatIsGoneIsNoticedAndAnOrdinaryStopSavesWhatWasInIt() throws IOException {
        Files.delete(data.resolve("epro.db-wal"));

        refused("log_gone");

        store.close();
        store = open(DataSize.ofMegabytes(1));
        assertThat(rows()).as("what was in it").isEqualTo(1);
    }

    @Test
    void aDiskWithLittleRoomLeftIsNotFilled() {
        store.close();
        store = open(DataSize.ofTerabytes(1_000_000));

        refused("full");
        assertThat(rows()).as("nothing is written").isEqualTo(1);
        assertThat(meters.get("epro.store.in_place").gauge().value()).isEqualTo(1);
    }

    @Test
    void oneFileIsOneServicesAlone() {
        var one = DatabaseFile.at(TestStore.sqlite(data));
        one.claim();
        var other = DatabaseFile.at(TestStore.sqlite(data));

        assertThatThrownBy(other::claim)
                .hasMessageContaining("spring.datasource.url is jdbc:sqlite:")
                .hasMessageContaining("it must be one's alone");

        one.close();
        other.claim();
        other.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {":memory:", "", "file::memory:?cache=shared", "file:x?mode=memory", ":x"})
    void whatEndsWithTheProcessIsNoStore(String name) {
        assertThatThrownBy(() -> DatabaseFile.at("jdbc:sqlite:" + name))
                .hasMessageContaining("it must name a file");
    }

    private TestStore open(DataSize minFree) {
        var settings =
                new StoreProperties(
                        50,
                        TestStore.RESERVED,
                        50,
                        Duration.ofSeconds(10),
                        10,
                        Duration.ofSeconds(10),
                        false,
                        minFree);
        meters.clear();
        return new TestStore(TestStore.sqlite(data), InstantSource.system(), settings, meters);
    }

    private void stored(String sql) {
        store.store().await(store.store().write(tx -> tx.update(sql)));
    }

    private void refused(String trouble) {
        assertThatThrownBy(() -> stored("insert into t values (null)"))
                .isInstanceOfSatisfying(
                        StoreRefusal.class,
                        it -> assertThat(it.why()).isEqualTo(Why.STORE_UNAVAILABLE));
        assertThat(store.trouble()).isEqualTo(trouble);
    }

    private long rows() {
        return store.store()
                .read(it -> it.sql("select count(*) from t").query(Long.class).single());
    }
}
