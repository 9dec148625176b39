package io.eprointake.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.audit.Act;
import io.eprointake.audit.Act.What;
import io.eprointake.audit.Actor;
import io.eprointake.audit.Anchor;
import io.eprointake.audit.Trail;
import io.eprointake.sealing.WrappingKeys;
import io.eprointake.store.DatabaseFile;
import io.eprointake.store.Replica;
import io.eprointake.store.TestStore;
import io.eprointake.testing.Postgres;
import io.eprointake.testing.Program;
import io.eprointake.testing.StoreFile;
import io.eprointake.testing.StoreKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup is whole or not there; nothing is overwritten; what is damaged is said to be. */
class BackupTest {

    @TempDir Path folder;
    private Path data;
    private Path file;
    private String key;
    private String url;
    private UUID report;
    private TestStore store;
    private Trail trail;

    /** The service has it open, and all that is new is in its log. */
    @BeforeEach
    void open() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
        file = data.resolve("epro.db");
        key = data.resolve("store-key.json").toString();
        url = TestStore.sqlite(data);
        report = Former.store(file);
        store = new TestStore(url, InstantSource.system());
        trail = new Trail(Replica.random(), StoreKey.begun(url));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aBackupIsOneFileForItsOwnersEyes() throws IOException {
        Said said = backup("b.db");

        assertThat(said.err).isEmpty();
        assertThat(said.out)
                .contains(
                        "b.db: whole, schema 21; report 1, alert 0, enrollment_update 0; 1 receipts");
        assertThat(Files.getPosixFilePermissions(folder.resolve("b.db")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(left()).containsExactlyInAnyOrder("b.db", "data");
        assertThat(run("verify", folder.resolve("b.db").toString(), "--key", key).out)
                .isEqualTo(said.out);
        assertThat(run("verify", "--store", url).out).contains("whole, schema 21; report 1");
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        Path there = Files.writeString(folder.resolve("b.db"), "of last week");

        assertThat(backup("b.db").failure()).contains("b.db is there already");

        assertThat(there).hasContent("of last week");
        assertThat(left()).containsExactlyInAnyOrder("b.db", "data");
    }

    @Test
    void whereThereIsNoFolderNoneIsMade() throws IOException {
        assertThat(backup("missing/b.db").failure()).contains("there is no folder");

        assertThat(left()).containsExactly("data");
    }

    @Test
    void whereThereIsNoStoreNoneIsMade() throws IOException {
        String none = TestStore.sqlite(folder);

        assertThat(
                        run("backup", "--store", none, "--to", folder.resolve("b.db").toString())
                                .failure())
                .contains("there is no store at");
        assertThat(run("verify", "--store", none).failure()).contains("there is no store at");

        assertThat(left()).containsExactly("data");
    }

    @Test
    void aDiskThatIsFullLeavesNothing() throws IOException {
        // The driver's own library must find room.
        new StoreFile(url)
                .execute(
                        "create table filler (bytes blob)",
                        "insert into filler values (zeroblob(9000000))");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var ended =
                Program.run(
                        List.of(
                                "bash",
                                "-c",
                                "ulimit -f 6000; exec \"$@\"",
                                "limited",
                                java,
                                "-XX:-UsePerfData",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.eprointake.EproIntake",
                                "backup",
                                "--store",
                                url,
                                "--to",
                                folder.resolve("b.db").toString()));

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output()).contains("backup failed: ").hasLineCount(1);
        assertThat(left()).containsExactly("data");
    }

    @Test
    void aNarrativeThatNobodyWillReadIsFound() throws IOException {
        new StoreFile(url).execute("update report set narrative = 'numb hands'");

        Said said = run("verify", "--store", url);

        assertThat(said.failure())
                .contains("damaged: the narrative of report " + report + " neither waits")
                .doesNotContain("numb");
        assertThat(backup("b.db").failure()).contains("damaged: the narrative of report");
        assertThat(left()).containsExactly("data");
    }

    @Test
    void aReceiptThatIsNotItsReportsIsFound() throws IOException {
        byte[] other =
                StoreKey.keys(url).seal("ONC-301", report, "body", "{\"study\":\"ONC-302\"}");
        new StoreFile(url)
                .execute(
                        "update report set body = x'%s'"
                                .formatted(HexFormat.of().formatHex(other)));

        Said said = run("verify", "--store", url);

        assertThat(said.failure())
                .contains("damaged: the body of report " + report)
                .doesNotContain("ONC");
        assertThat(backup("b.db").failure()).contains("damaged: the body of report " + report);
        assertThat(left()).containsExactly("data");
    }

    @Test
    void whatWasChangedWithoutTheKeyIsFound() throws IOException {
        new StoreFile(url).execute("update report set body = zeroblob(length(body))");

        assertThat(run("verify", "--store", url).failure())
                .contains("body of report " + report + " does not open");
    }

    @Test
    void withoutItsKeyABackupIsNeitherVerifiedNorRestored() throws IOException {
        backup("b.db");
        String lost = folder.resolve("lost.json").toString();
        String backup = folder.resolve("b.db").toString();

        assertThat(run("verify", backup, "--key", lost).failure()).contains("lost.json cannot be");
        key = lost;
        assertThat(restore("b.db", "other").failure()).contains("lost.json cannot be");

        new WrappingKeys(Path.of(lost)).make();
        assertThat(run("verify", backup, "--key", lost).failure()).contains("by another key");
    }

    @Test
    void aFileThatIsDamagedIsFoundAndNotRestored() throws IOException {
        backup("b.db");
        Path damaged = folder.resolve("b.db");
        try (FileChannel bytes = FileChannel.open(damaged, StandardOpenOption.WRITE)) {
            bytes.write(ByteBuffer.wrap(new byte[4096]), 4096L * 3);
        }

        assertThat(run("verify", damaged.toString(), "--key", key).code).isEqualTo(1);
        assertThat(restore("b.db", "other").code).isEqualTo(1);
        assertThat(folder.resolve("other/epro.db")).doesNotExist();
    }

    @Test
    void aBackupIsRestoredWhereThereIsNoStore() throws IOException {
        backup("b.db");

        Said said = restore("b.db", "other");

        assertThat(said.err).isEmpty();
        Files.copy(Path.of(key), folder.resolve("other/store-key.json"));
        assertThat(new StoreFile("jdbc:sqlite:" + folder.resolve("other/epro.db")).reports())
                .extracting(StoreFile.Row::id)
                .containsExactly(report);
    }

    @Test
    void aStoreOrWhatIsLeftOfOneIsNotOverwritten() throws IOException {
        backup("b.db");
        Path other = Files.createDirectory(folder.resolve("other"));
        Path log = Files.writeString(other.resolve("epro.db-wal"), "of another");

        assertThat(restore("b.db", "other").failure()).contains("is there already");

        assertThat(log).hasContent("of another");
        assertThat(other.resolve("epro.db")).doesNotExist();
    }

    @Test
    void nothingIsRestoredUnderAServiceThatLostItsFiles() throws IOException {
        backup("b.db");
        var its = DatabaseFile.at(TestStore.sqlite(folder.resolve("other")));
        its.claim();

        assertThat(restore("b.db", "other").failure()).contains("another process works with");

        its.close();
        assertThat(restore("b.db", "other").code).isZero();
    }

    @Test
    void aFileThatWasCopiedFromARunningStoreIsNoBackup() throws IOException {
        Files.copy(file, folder.resolve("b.db"));

        assertThat(restore("b.db", "other").failure()).contains("what was in its -wal is missing");
    }

    @Test
    void whatANewerReleaseMadeIsForThatRelease() {
        new StoreFile(url)
                .execute(
                        "insert into flyway_schema_history (installed_rank, version, description, type,"
                                + " script, installed_by, execution_time, success)"
                                + " values (99, '999', 'later', 'SQL', 'V999__later.sql', '', 0, 1)");

        assertThat(run("verify", "--store", url).failure())
                .contains("has the schema 999 of a newer release");
    }

    @Test
    void whatPostgresqlKeepsIsVerifiedToo() {
        String server = Postgres.shared().database();
        // The next one makes an index while others write, which takes settings of its own.
        UUID stored = Former.store(server, "7");

        assertThat(run("verify", "--store", server).out)
                .contains("the database: whole, schema 7; report 1")
                .contains("1 receipts are those of their reports");

        Postgres.execute(server, "update report set content_sha256 = 'x'");
        assertThat(run("verify", "--store", server).failure()).contains("report " + stored);
        assertThat(run("backup", "--store", server, "--to", "b.db").failure()).contains("pg_dump");
    }

    @Test
    void theTrailOfAStoreAndOfItsBackupIsVerified() {
        Anchor anchor = act("first");
        backup("b.db");
        act("second");
        String whole =
                "whole; 1 chains, %d entries; 0 reports, each with its own; 1 are older than the trail";

        assertThat(run("audit", "verify", "--store", url).out).contains(whole.formatted(2));
        assertThat(run("audit", "verify", "--store", url, "--anchor", anchor.toString()).out)
                .contains(whole.formatted(2));
        assertThat(run("audit", "verify", folder.resolve("b.db").toString()).out)
                .isEqualTo(folder.resolve("b.db") + ": " + whole.formatted(1) + "\n");
        new StoreFile(url)
                .execute(
                        "drop trigger audit_entry_update",
                        "update audit_entry set origin = 'elsewhere' where number = 2");

        assertThat(run("audit", "verify", "--store", url).failure())
                .startsWith(
                        "audit verify failed: "
                                + file
                                + ": chain 1, entry 2 is not what was written");
        assertThat(run("verify", "--store", url).failure())
                .contains("its audit trail is not whole: chain 1, entry 2 is not what was");
        assertThat(backup("c.db").failure()).contains("its audit trail is not whole");
        assertThat(run("audit", "verify", "--anchor", "1:2:x").code).isEqualTo(2);
        assertThat(run("audit").code).isEqualTo(2);
    }

    @Test
    void theTrailIsExportedInTwoFormsAndOverNothing() throws IOException {
        Anchor anchor = act("one, \"two\"");
        String hash = anchor.toString().substring(4);

        Said csv = run("audit", "export", "--store", url);
        assertThat(csv.out.lines())
                .hasSize(2)
                .first()
                .isEqualTo(
                        "chain,number,at,what,actor,role,sites,device,origin,study,record,body_sha256,why,changes,why_stored,changes_stored,hash");
        assertThat(csv.out.lines().toList().getLast())
                .matches(
                        "1,1,[0-9T:.-]+Z,released,service,,,,service,ONC-301,r,,\"one, \"\"two\"\"\",,[A-Za-z0-9+/=]+,,"
                                + hash);
        Path file = folder.resolve("trail.ndjson");
        assertThat(
                        run(
                                        "audit",
                                        "export",
                                        "--store",
                                        url,
                                        "--format",
                                        "ndjson",
                                        "--to",
                                        file.toString())
                                .out)
                .isEqualTo(file + ": 1 entries\n");
        assertThat(file)
                .content()
                .startsWith("{\"chain\":1,\"number\":1,\"at\":\"2")
                .contains("\"role\":null", "\"why\":\"one, \\\"two\\\"\"")
                .endsWith("\"hash\":\"" + hash + "\"}\n");
        assertThat(run("audit", "export", "--store", url, "--to", file.toString()).failure())
                .contains("is there already; nothing is overwritten");
    }

    @Test
    void aStoreOfAReleaseBeforeTheTrailHasNone() {
        String former = TestStore.sqlite(folder);
        TestStore.migrate(former, "11");

        assertThat(run("audit", "verify", "--store", former).failure())
                .contains("has the schema 11 of an earlier release, which kept no trail");
    }

    private Anchor act(String why) {
        var act = new Act(What.RELEASED, Actor.SERVICE, "ONC-301", "r", null, why, List.of());
        return store.store().await(store.store().write(tx -> trail.append(tx, List.of(act))));
    }

    private Said backup(String to) {
        return run("backup", "--store", url, "--to", folder.resolve(to).toString());
    }

    private Said restore(String from, String to) {
        return run(
                "restore",
                "--from",
                folder.resolve(from).toString(),
                "--store",
                TestStore.sqlite(folder.resolve(to)),
                "--key",
                key);
    }

    private static Said run(String word, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code =
                BackupCommands.command(word)
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(arguments);
        return new Said(code, out.toString(), err.toString());
    }

    private List<String> left() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(it -> it.getFileName().toString()).toList();
        }
    }

    private record Said(int code, String out, String err) {

        /** Of a command that failed, and said so in a line. */
        String failure() {
            assertThat(code).isEqualTo(1);
            assertThat(out).isEmpty();
            assertThat(err).hasLineCount(1);
            return err;
        }
    }
}
