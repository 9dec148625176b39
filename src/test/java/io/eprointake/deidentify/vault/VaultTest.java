package io.eprointake.deidentify.vault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eprointake.testing.KeyFiles;
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
        key = Key.read(KeyFiles.write(folder.resolve("key"), KeyTest.MATERIAL), false);
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
    void anEmptyFileThatOthersMayReadBecomesItsOwnersAlone() throws IOException {
        Files.createFile(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        keep("Zhang Wei");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aVaultIsNeitherMadeNorOpenedThroughALink() throws IOException {
        Path target = folder.resolve("target");
        Files.createSymbolicLink(file, target);
        assertThatThrownBy(() -> Vault.open(file, key)).hasMessageContaining("is a link");
        assertThat(target).doesNotExist();

        Vault.open(target, key).close();
        assertThatThrownBy(() -> Vault.open(file, key)).hasMessageContaining("is a link");
        assertThatThrownBy(() -> Vault.openExisting(file, key)).hasMessageContaining("is a link");
    }

    @Test
    void aLinkToItsFolderIsHarmless() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
        Vault.open(link.resolve("vault.db"), key).close();

        assertThat(file).isRegularFile();
    }

    @Test
    void whatSqliteKeepsBesideItIsWrittenThroughNoLink() throws IOException {
        keep("Zhang Wei");
        Path target = Files.createFile(folder.resolve("target"));
        Files.createSymbolicLink(folder.resolve("vault.db-wal"), target);

        assertThatThrownBy(() -> keep("Li Na")).isInstanceOf(Unusable.class);
        assertThat(target).isEmptyFile();
    }

    @Test
    void aVaultThatGoesWhileItIsOpenIsNotMadeAgain() throws Exception {
        try (Vault vault = Vault.open(file, key)) {
            sql("drop table original");
            Batch batch = vault.batch();
            add(batch, "Zhang Wei");
            assertThatThrownBy(batch::flush).isInstanceOf(Unusable.class);
            Files.delete(file);

            assertThatThrownBy(batch::flush).isInstanceOf(Unusable.class);
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void eachVaultHasANameThatItKeeps() {
        String name;
        try (Vault vault = Vault.open(file, key)) {
            name = vault.name();
        }
        try (Vault again = Vault.open(file, key);
                Vault other = Vault.open(folder.resolve("other.db"), key)) {
            assertThat(name).matches("[0-9a-f]{32}").isEqualTo(again.name());
            assertThat(other.name()).isNotEqualTo(name);
        }
    }

    @Test
    void aNameThatWasChangedIsRefused() throws SQLException {
        keep("Zhang Wei");
        for (String name : List.of("", "0123456789abcdef0123456789abcdef")) {
            sql("update vault set name = '" + name + "'");

            assertThatThrownBy(() -> Vault.open(file, key))
                    .hasMessageContaining("its head was changed");
        }
    }

    /** Its rows are the ones that the program wrote then. */
    @Test
    void aVaultFromBeforeVaultsHadNamesIsReadAndWritten() throws SQLException {
        String zhang = "rcvqtcrstbrnghscsntcpffjgnghmqdr";
        for (String statement :
                List.of(
                        "pragma application_id = 1699762806",
                        """
                        create table original (
                            pseudonym text not null, domain text not null, sealed blob not null,
                            primary key (pseudonym, domain)) strict, without rowid
                        """,
                        """
                        create table vault (
                            id integer primary key check (id = 1),
                            key_check blob not null, trail_head blob not null) strict
                        """,
                        """
                        create table reveal (
                            number integer primary key, at text not null, by text not null,
                            pseudonym text not null, domain text not null, outcome text not null,
                            reason text not null, mac blob not null) strict
                        """,
                        "insert into original values ('"
                                + zhang
                                + "', 'subject', x'"
                                + "478c1e2b2573ce9d6b934189c83fd2c13632e5b0073545dde6973ec28fd8ba23"
                                + "bcaa115a37')",
                        "insert into vault values (1, x'"
                                + "ae4a0fd67be191203e265b922408549632c8d210ef680c0b350007a8', x'"
                                + "6a5e1cb6e31181644850fa3af7c05be5d0b4f280730573c7ecfc994f8c9de8f5"
                                + "f0434a9c07404884f3a1bbeb81b447dc8b64363b8a84d1d8f28947e25ab9cea9"
                                + "574524d6dca1c1d877268d4d3bc8fd998b7265d5f6f2ba3e90deb2c47831')",
                        "insert into reveal values (1, '2026-11-26T06:38:56.902748954Z', 'root', '"
                                + zhang
                                + "', 'subject', 'found', 'query', x'"
                                + "e26fd51f253afdcccdeb9d2e72b4c6c70727fdd80f770ed7a4b3cf477d769a27"
                                + "')")) {
            sql(statement);
        }

        keep("Li Na");

        assertThat(original("Zhang Wei")).isEqualTo("Zhang Wei");
        assertThat(original("Li Na")).isEqualTo("Li Na");
        try (Vault vault = Vault.openExisting(file, key)) {
            assertThat(vault.name()).isEqualTo("unnamed");
            assertThat(vault.audit().rows()).hasSize(3);
            assertThat(vault.audit().fault()).isEmpty();
        }
    }

    @Test
    void anotherKeyIsRefusedAndChangesNothing() throws IOException {
        keep("Zhang Wei");
        byte[] before = Files.readAllBytes(file);
        Key another = Key.read(KeyFiles.write(folder.resolve("another"), KeyTest.ANOTHER), false);

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
