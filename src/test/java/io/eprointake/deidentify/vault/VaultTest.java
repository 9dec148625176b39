package io.eprointake.deidentify.vault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {

    private static final Instant NOW = Instant.parse("2026-03-03T08:00:00Z");

    @TempDir Path folder;
    private Path file;
    private Key key;
    private Pseudonyms pseudonyms;

    @BeforeEach
    void readKey() throws IOException {
        file = folder.resolve("vault.db");
        key = Key.read(Files.writeString(folder.resolve("key"), KeyTest.MATERIAL));
        pseudonyms = new Pseudonyms(key);
    }

    @Test
    void whatWasFlushedIsRevealed() {
        keep("Zhang Wei", "王小明");

        assertThat(original("Zhang Wei")).isEqualTo("Zhang Wei");
        assertThat(original("王小明")).isEqualTo("王小明");
    }

    @Test
    void anOriginalIsKeptInTheFormForWhichItsPseudonymWasMade() {
        keep(" Zoe\u0308 ");

        assertThat(original("Zo\u00eb")).isEqualTo("Zo\u00eb");
    }

    @Test
    void thereIsNothingBeforeAFlushAndAnEmptyPseudonymIsNotKept() throws SQLException {
        try (Vault vault = Vault.open(file, key)) {
            Batch batch = vault.batch();
            add(batch, "Zhang Wei");
            batch.add("subject", "", "");
            assertThat(count("original")).isZero();
            batch.flush();
            assertThat(count("original")).isEqualTo(1);
        }
    }

    @Test
    void aBatchThatIsFullFlushesItself() throws SQLException {
        try (Vault vault = Vault.open(file, key)) {
            Batch batch = vault.batch();
            for (int i = 0; i <= Batch.MOST; i++) {
                add(batch, "S-" + i);
            }
            assertThat(count("original")).isEqualTo(Batch.MOST);
        }
    }

    @Test
    void aSecondRunWritesNothingTwice() throws SQLException {
        keep("Zhang Wei", "Li Na");
        String first = text("select group_concat(hex(sealed)) from original");
        keep("Zhang Wei", "Li Na");

        assertThat(count("original")).isEqualTo(2);
        assertThat(text("select group_concat(hex(sealed)) from original")).isEqualTo(first);
    }

    @Test
    void noOriginalCanBeReadInItsFiles() throws IOException {
        try (Vault vault = Vault.open(file, key)) {
            Batch batch = vault.batch();
            add(batch, "Zhang Wei");
            add(batch, "王小明");
            batch.flush();
            List<Revealed> asked = reveal(vault, "Zhang Wei");
            assertThat(asked).singleElement().isInstanceOf(Revealed.Found.class);
            assertThat(folder.resolve("vault.db-wal")).exists().isNotEmptyFile();

            String pseudonym = pseudonyms.of("subject", "Zhang Wei");
            assertThat(bytesBeside()).as("what it can find").contains(pseudonym);
            assertThat(bytesBeside())
                    .doesNotContain("Zhang Wei")
                    .doesNotContain(new String("王小明".getBytes(UTF_8), ISO_8859_1))
                    .doesNotContain(new String(key.vault(), ISO_8859_1))
                    .doesNotContain(KeyTest.MATERIAL);
        }
        assertThat(bytesBeside()).doesNotContain("Zhang Wei");
    }

    @Test
    void closingLeavesOneFile() throws IOException {
        keep("Zhang Wei");

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("key", "vault.db");
        }
    }

    @Test
    void onlyItsOwnerMayReadItAndWhatSqliteKeepsBesideIt() throws IOException {
        try (Vault vault = Vault.open(file, key)) {
            Batch batch = vault.batch();
            add(batch, "Zhang Wei");
            batch.flush();
            for (String name : List.of("vault.db", "vault.db-wal", "vault.db-shm")) {
                assertThat(
                                PosixFilePermissions.toString(
                                        Files.getPosixFilePermissions(folder.resolve(name))))
                        .as(name)
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void anotherKeyIsRefusedAndChangesNothing() throws IOException {
        keep("Zhang Wei");
        byte[] before = Files.readAllBytes(file);
        Key another =
                Key.read(Files.writeString(folder.resolve("another"), KeyTest.MATERIAL + "x"));

        assertThatThrownBy(() -> Vault.open(file, another))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("another key");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void aDatabaseThatIsNoVaultIsLeftAlone() throws Exception {
        sql("create table mine (id integer)");
        byte[] before = Files.readAllBytes(file);

        assertThatThrownBy(() -> Vault.open(file, key)).hasMessageContaining("is no vault");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void aFileThatIsNoDatabaseIsLeftAlone() throws IOException {
        Files.writeString(file, "subject,name\n".repeat(500));

        assertThatThrownBy(() -> Vault.open(file, key))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("is no vault")
                .hasMessageNotContaining("subject");
        assertThat(Files.readString(file)).startsWith("subject,name\n");
    }

    @Test
    void aRowThatWasChangedOrSwappedForAnotherDoesNotOpen() throws SQLException {
        keep("Zhang Wei", "Li Na", "Wang Fang");
        String zhang = pseudonyms.of("subject", "Zhang Wei");
        String li = pseudonyms.of("subject", "Li Na");
        sql(
                "update original set sealed = (select sealed from original where pseudonym = '%s')"
                                .formatted(li)
                        + " where pseudonym = '%s'".formatted(zhang));
        sql("update original set domain = 'site' where pseudonym = '%s'".formatted(li));

        try (Vault vault = Vault.openExisting(file, key)) {
            assertThat(reveal(vault, "Zhang Wei"))
                    .singleElement()
                    .isInstanceOf(Revealed.Damaged.class);
            assertThat(reveal(vault, "Li Na")).singleElement().isInstanceOf(Revealed.Damaged.class);
            assertThat(reveal(vault, "Wang Fang"))
                    .singleElement()
                    .isInstanceOf(Revealed.Found.class);
        }
    }

    @Test
    void workersThatFlushTheSameAndOtherPairsAtOnceLoseNone() throws Exception {
        try (Vault vault = Vault.open(file, key)) {
            inParallel(
                    4,
                    worker -> {
                        Pseudonyms own = new Pseudonyms(key);
                        Batch batch = vault.batch();
                        for (int i = 0; i < 1_500; i++) {
                            String shared = "shared-" + i;
                            String mine = "worker-" + worker + "-" + i;
                            batch.add("subject", own.of("subject", shared), shared);
                            batch.add("subject", own.of("subject", mine), mine);
                            if (i % 97 == 0) {
                                batch.flush();
                            }
                        }
                        batch.flush();
                    });
            assertThat(count("original")).isEqualTo(1_500 * 5);
            for (int i = 0; i < 1_500; i += 50) {
                String shared = "shared-" + i;
                String mine = "worker-" + i % 4 + "-" + i;
                assertThat(reveal(vault, shared)).hasSize(1).allSatisfy(r -> isFound(r, shared));
                assertThat(reveal(vault, mine)).hasSize(1).allSatisfy(r -> isFound(r, mine));
            }
        }
    }

    @Test
    void thoseThatMakeTheSameVaultAtOnceAllHaveIt() throws Exception {
        for (int round = 0; round < 10; round++) {
            Path fresh = folder.resolve("fresh-" + round);
            inParallel(
                    4,
                    worker -> {
                        try (Vault vault = Vault.open(fresh, key)) {
                            Batch batch = vault.batch();
                            add(new Pseudonyms(key), batch, "worker-" + worker);
                            batch.flush();
                        }
                    });
            try (Vault vault = Vault.openExisting(fresh, key)) {
                for (int worker = 0; worker < 4; worker++) {
                    String original = "worker-" + worker;
                    assertThat(reveal(vault, original)).allSatisfy(r -> isFound(r, original));
                }
                assertThat(vault.audit().rows()).hasSize(4);
                assertThat(vault.audit().fault()).isEmpty();
            }
        }
    }

    @Test
    void whoRemovesTheHeadOfAVaultGetsNoNewOne() throws SQLException {
        keep("Zhang Wei");
        sql("delete from vault");

        assertThatThrownBy(() -> Vault.open(file, key)).hasMessageContaining("its head is gone");
    }

    private void keep(String... originals) {
        try (Vault vault = Vault.open(file, key)) {
            Batch batch = vault.batch();
            for (String original : originals) {
                add(batch, original);
            }
            batch.flush();
        }
    }

    private void add(Batch batch, String original) {
        add(pseudonyms, batch, original);
    }

    private static void add(Pseudonyms pseudonyms, Batch batch, String original) {
        batch.add("subject", pseudonyms.of("subject", original), original);
    }

    private List<Revealed> reveal(Vault vault, String original) {
        List<String> asked = List.of(pseudonyms.of("subject", original));
        return vault.reveal(asked, null, NOW, "tester", "a test");
    }

    private String original(String original) {
        try (Vault vault = Vault.openExisting(file, key)) {
            return ((Revealed.Found) reveal(vault, original).getFirst()).original();
        }
    }

    private static void isFound(Revealed revealed, String original) {
        assertThat(revealed).isInstanceOf(Revealed.Found.class);
        assertThat(((Revealed.Found) revealed).original()).isEqualTo(original);
    }

    private String bytesBeside() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path one : files.filter(f -> f.toString().contains("vault.db")).toList()) {
                all.append(new String(Files.readAllBytes(one), ISO_8859_1));
            }
        }
        return all.toString();
    }

    private int count(String table) throws SQLException {
        return Integer.parseInt(text("select count(*) from " + table));
    }

    private String text(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            return row.getString(1);
        }
    }

    private void sql(String update) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            int _ = statement.executeUpdate(update);
        }
    }

    private interface Worker {
        void work(int number) throws Exception;
    }

    private static void inParallel(int workers, Worker worker) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                int number = i;
                Callable<Boolean> work =
                        () -> {
                            start.await();
                            worker.work(number);
                            return true;
                        };
                all.add(threads.submit(work));
            }
            start.countDown();
            for (Future<?> one : all) {
                Object _ = one.get();
            }
        }
    }
}
