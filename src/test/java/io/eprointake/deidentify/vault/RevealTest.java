package io.eprointake.deidentify.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.testing.Clock;
import io.eprointake.testing.KeyFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code reveal} and {@code audit}, as they are called on a command line. */
class RevealTest {

    private static final String UNKNOWN = "b".repeat(32);

    @TempDir Path folder;
    private final Clock clock = new Clock();
    private Path keyFile;
    private Path file;
    private Key key;
    private String zhang;
    private String li;

    @BeforeEach
    void keepTwo() throws IOException {
        keyFile = KeyFiles.write(folder.resolve("key"), KeyTest.MATERIAL);
        file = folder.resolve("vault.db");
        key = Key.read(keyFile, false);
        zhang = keep("Zhang Wei");
        li = keep("Li Na");
    }

    @Test
    void itPrintsTheOriginalOfEachPseudonym() {
        Printed printed = reveal("--reason=query 12", zhang, li, zhang);

        assertThat(printed.out.lines())
                .containsExactlyInAnyOrder(zhang + "\tZhang Wei", li + "\tLi Na");
        assertThat(printed.err).isEmpty();
        assertThat(printed.exit).isZero();
    }

    @Test
    void whatIsUnknownIsNamedAndTheRestPrinted() {
        Printed printed = reveal("--reason=query 12", zhang, UNKNOWN);

        assertThat(printed.out).isEqualTo("%s\tZhang Wei%n".formatted(zhang));
        assertThat(printed.err).isEqualTo("%s is unknown%n".formatted(UNKNOWN));
        assertThat(printed.exit).isEqualTo(1);
    }

    @Test
    void itLooksInTheDomainThatIsNamedOnly() {
        assertThat(reveal("--reason=query", "--domain=subject", zhang).exit).isZero();
        assertThat(reveal("--reason=query", "--domain=site", zhang).exit).isEqualTo(1);
    }

    @Test
    void aRowThatWasChangedIsNamedAndNotPrinted() throws SQLException {
        sql("update original set sealed = x'00' where pseudonym = '" + zhang + "'");

        Printed printed = reveal("--reason=query", zhang);

        assertThat(printed.out).isEmpty();
        assertThat(printed.err).contains(zhang + " does not open");
        assertThat(printed.exit).isEqualTo(1);
        assertThat(audit().out).contains("\tdamaged\t");
    }

    @Test
    void aControlCharacterDoesNotReachTheTerminal() {
        String pseudonym = keep("Zhang\u001b[2J\tWei");

        assertThat(reveal("--reason=query", pseudonym).out)
                .isEqualTo("%s\tZhang\\u{1b}[2J\\u{9}Wei%n".formatted(pseudonym));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--reason=", "--reason= "})
    void withoutAReasonNothingIsRevealed(String reason) {
        refused(reveal(reason, zhang), "--reason must say why");
    }

    @Test
    void twentyAtMostAreRevealedAtOnce() {
        List<String> arguments = new ArrayList<>(List.of("--reason=query"));
        for (int i = 0; i < 21; i++) {
            arguments.add(UNKNOWN);
        }
        refused(reveal(arguments.toArray(String[]::new)), "At most 20");
    }

    @Test
    void anOriginalTypedByMistakeIsNeitherRepeatedNorWrittenDown() {
        Printed printed = reveal("--reason=query", zhang, "Wang Fang");

        refused(printed, "Argument 2 is no pseudonym");
        assertThat(printed.err).doesNotContain("Wang");
    }

    @Test
    void anotherKeyRevealsNothing() throws IOException {
        KeyFiles.write(keyFile, KeyTest.ANOTHER);
        Printed printed = reveal("--reason=query", zhang);
        Files.writeString(keyFile, KeyTest.MATERIAL);

        refused(printed, "belongs to another key");
    }

    @Test
    void aVaultThatIsMissingIsNotMade() throws IOException {
        Files.delete(file);

        Printed printed = reveal("--reason=query", zhang);

        assertThat(printed.err).contains("There is no vault").hasLineCount(1);
        assertThat(printed.exit).isEqualTo(2);
        assertThat(file).doesNotExist();
    }

    @Test
    void aKeyThatOthersMayReadIsRefusedUnlessItIsShared() throws IOException {
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-r-----"));

        Printed refused = reveal("--reason=query", zhang);
        assertThat(refused.out).isEmpty();
        assertThat(refused.err).contains("chmod 600", "--shared-key").hasLineCount(1);
        assertThat(refused.exit).isEqualTo(2);
        assertThat(audit().exit).isEqualTo(2);

        Printed shared = reveal("--shared-key", "--reason=query", zhang);
        assertThat(shared.err).contains("Others than the owner").hasLineCount(1);
        assertThat(shared.exit).isZero();
        Printed audit = print(new CommandLine(new Audit()), with("--shared-key"));
        assertThat(audit.out).hasLineCount(1);
        assertThat(audit.err).contains("Others than the owner", "of 1 rows holds");
        assertThat(audit.exit).isZero();
    }

    /** Of another that has the same key, a trail that holds. */
    @Test
    void theTrailOfAnotherVaultInPlaceOfItsOwnDoesNotHold() throws Exception {
        Path other = folder.resolve("other.db");
        try (Vault vault = Vault.open(other, key)) {
            assertThat(vault.audit().fault()).isEmpty();
        }
        assertThat(reveal("--reason=query", zhang).exit).isZero();
        sql("delete from reveal");

        sql("update vault set trail_head = (select trail_head from other.vault)", other);

        Printed audit = audit();
        assertThat(audit.err).contains("does not hold").hasLineCount(1);
        assertThat(audit.exit).isEqualTo(1);
    }

    @Test
    void aRowOfAnotherVaultsTrailDoesNotHold() throws Exception {
        Path mine = file;
        file = folder.resolve("other.db");
        String other = keep("Zhang Wei");
        assertThat(reveal("--reason=other", other).exit).isZero();
        Path theirs = file;
        file = mine;
        assertThat(reveal("--reason=query", zhang).exit).isZero();

        sql(
                "update reveal set (at, reason, mac) = (select at, reason, mac from other.reveal)",
                theirs);

        assertThat(audit().err).contains("row 1 was changed");
    }

    @Test
    void whoGivesAVaultTheWholeHeadOfAnotherCanOpenNothingInIt() throws Exception {
        Path other = folder.resolve("other.db");
        Vault.open(other, key).close();
        assertThat(reveal("--reason=query", zhang).exit).isZero();
        sql("delete from reveal");
        sql(
                "update vault set (key_check, trail_head, name) ="
                        + " (select key_check, trail_head, name from other.vault)",
                other);

        Printed printed = reveal("--reason=query", zhang);

        assertThat(printed.out).isEmpty();
        assertThat(printed.err).contains("does not open");
    }

    @Test
    void theTrailSaysWhoAskedForWhatWhenAndWhy() {
        Printed _ = reveal("--reason=query 12", zhang);
        clock.advance(Duration.ofHours(1));
        Printed _ = reveal("--reason=query 13", "--domain=site", UNKNOWN);

        String user = ProcessHandle.current().info().user().orElseThrow();
        Printed audit = audit();

        assertThat(audit.out)
                .isEqualTo(
                        """
                        1\t2026-03-03T08:00:00Z\t%s\t%s\tsubject\tfound\tquery 12
                        2\t2026-03-03T09:00:00Z\t%s\t%s\tsite\tunknown\tquery 13
                        """
                                .formatted(user, zhang, user, UNKNOWN));
        assertThat(audit.err).contains("of 2 rows holds");
        assertThat(audit.exit).isZero();
    }

    @Test
    void theTrailIsWrittenBeforeTheOriginalIsPrinted() {
        List<String> seen = new ArrayList<>();
        PrintWriter watching =
                new PrintWriter(new StringWriter()) {
                    @Override
                    public void println(String line) {
                        seen.add(audit().out);
                    }
                };
        CommandLine command = new CommandLine(new Reveal(clock)).setOut(watching);

        assertThat(command.execute(with("--reason=query", zhang))).isZero();
        assertThat(seen).singleElement().asString().contains(zhang);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update reveal set reason = 'other' where number = 2",
                "update reveal set by = 'other' where number = 1",
                "update reveal set at = '2026-03-03T08:00:01Z' where number = 3",
                "update reveal set outcome = 'unknown' where number = 3",
                "update reveal set pseudonym = 'x', domain = 'y' where number = 3",
                "update reveal set mac = x'00' where number = 3",
                "update reveal set number = 4 where number = 3",
                "delete from reveal where number = 1",
                "delete from reveal where number = 2",
                "delete from reveal where number = 3",
                "delete from reveal",
                "insert into reveal select 4, at, by, pseudonym, domain, outcome, reason, mac"
                        + " from reveal where number = 3",
                "update vault set trail_head = key_check",
            })
    void aTrailThatWasChangedDoesNotHold(String change) throws SQLException {
        for (int i = 0; i < 3; i++) {
            assertThat(reveal("--reason=query", zhang).exit).isZero();
        }
        assertThat(audit().exit).isZero();

        sql(change);

        Printed audit = audit();
        assertThat(audit.err).contains("does not hold").hasLineCount(1);
        assertThat(audit.exit).isEqualTo(1);
    }

    @Test
    void aRevealAfterwardsDoesNotMendATrail() throws SQLException {
        assertThat(reveal("--reason=query", zhang).exit).isZero();
        assertThat(reveal("--reason=query", zhang).exit).isZero();
        sql("delete from reveal where number = 2");

        assertThat(reveal("--reason=query", zhang).exit).isZero();

        assertThat(audit().exit).isEqualTo(1);
    }

    @Test
    void withoutAHeadOfTheTrailNothingIsRevealed() throws SQLException {
        sql("update vault set trail_head = key_check");

        Printed printed = reveal("--reason=query", zhang);

        assertThat(printed.out).isEmpty();
        assertThat(printed.err).contains("nothing is revealed without a trail");
        assertThat(printed.exit).isEqualTo(2);
    }

    @Test
    void thoseWhoRevealAtOnceKeepOneTrail() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> exits = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                exits.add(threads.submit(() -> reveal("--reason=query", zhang, li).exit));
            }
            for (Future<Integer> exit : exits) {
                assertThat(exit.get()).isZero();
            }
        }
        Printed audit = audit();
        assertThat(audit.out).hasLineCount(80);
        assertThat(audit.exit).isZero();
    }

    private void refused(Printed printed, String because) {
        assertThat(printed.out).isEmpty();
        assertThat(printed.err).contains(because).hasLineCount(1);
        assertThat(printed.exit).isEqualTo(2);
        assertThat(audit().out).as("the trail").isEmpty();
    }

    private record Printed(String out, String err, int exit) {}

    private Printed reveal(String... arguments) {
        return print(new CommandLine(new Reveal(clock)), with(arguments));
    }

    private Printed audit() {
        return print(new CommandLine(new Audit()), with());
    }

    private String[] with(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--vault=" + file, "--key-file=" + keyFile));
        all.addAll(List.of(arguments));
        return all.toArray(String[]::new);
    }

    private static Printed print(CommandLine command, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit =
                command.setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(arguments);
        return new Printed(out.toString(), err.toString(), exit);
    }

    private String keep(String original) {
        String pseudonym = new Pseudonyms(key).of("subject", original);
        try (Vault vault = Vault.open(file, key)) {
            Batch batch = vault.batch();
            batch.add("subject", pseudonym, original);
            batch.flush();
        }
        return pseudonym;
    }

    private void sql(String change) throws SQLException {
        sql(change, Path.of(":memory:"));
    }

    private void sql(String change, Path other) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute("attach '" + other + "' as other");
            assertThat(statement.executeUpdate(change)).isPositive();
        }
    }
}
