package io.eprointake.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eprointake.deidentify.files.OutFolder;
import io.eprointake.deidentify.files.Sha256;
import io.eprointake.deidentify.report.RunReport;
import io.eprointake.testing.KeyFiles;
import io.eprointake.testing.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of the command: bad usage changes nothing, and --resume mixes no two runs. */
class BatchOptionsTest {

    private static final String GOOD = "SUBJECT,ARM\nS-0001,Drug\n";
    private static final String BAD = "SUBJECT,NOTES\nS-0001,Ann Miller\n";

    @TempDir Path folder;
    private Study study;

    @BeforeEach
    void makeStudy() throws IOException {
        study = new Study(folder).file("a.csv", GOOD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--in", "--out", "--rules", "--key-file"})
    void whatIsNeededIsAskedFor(String option) {
        List<String> arguments = study.arguments();
        int at = arguments.indexOf(option);
        arguments.subList(at, at + 2).clear();

        assertMisused(study.runExactly(arguments.toArray(String[]::new)), option + " is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "--threads,0,--threads is from 1 to 64",
        "--threads,65,--threads is from 1 to 64",
        "--threads,many,--threads",
        "--profile,none,'not one of [safe-harbor, limited-dates, china]'",
        "--uncovered,NOTES=nothing,nothing",
        "--unknown,x,--unknown"
    })
    void anOptionThatCantBeFollowedIsRefused(String option, String value, String message) {
        assertMisused(study.run(option, value), message);
    }

    @Test
    void anInputThatIsNoFolderIsRefused() {
        assertMisused(study.run("--in", folder.resolve("none").toString()), "is no folder");
        assertMisused(study.run("--in", study.rules().toString()), "is no folder");
    }

    @Test
    void anInputWithoutCsvFilesIsRefused() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertMisused(study.run("--in", empty.toString()), "there is no .csv file in ");
    }

    @Test
    void anOutputThatHasFilesIsRefusedAndKept() throws IOException {
        Path other = Files.createDirectory(study.out()).resolve("other.txt");
        Files.writeString(other, "kept");

        Ended ended = study.run();

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("is not empty: give an empty folder, or --resume");
        assertThat(study.handedOn()).containsExactly("other.txt");
        assertThat(other).hasContent("kept");
    }

    @Test
    void inputAndOutputAreNotInsideEachOther() {
        String inside = study.in().resolve("out").toString();
        assertMisused(study.run("--out", inside), "inside each other");
        assertMisused(study.run("--out", folder.toString()), "inside each other");
        assertMisused(study.run("--out", study.in().toString()), "inside each other");
    }

    @Test
    void aLinkToTheInputIsNoOtherFolder() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), study.in());
        assertMisused(study.run("--out", link.resolve("out").toString()), "inside each other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--report", "--vault"})
    void nothingIsWrittenIntoTheInput(String option) {
        String inside = study.in().resolve("x").toString();
        assertMisused(study.run(option, inside), "is inside --in, which is only read");
        assertMisused(study.run(option, inside, "--dry-run"), "is inside --in");
    }

    @Test
    void aKeyInsideTheOutputIsRefused() throws IOException {
        Path key = Files.createDirectory(study.out()).resolve("key");
        KeyFiles.write(key, Study.KEY);

        Ended ended = study.run("--key-file", key.toString());

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("is inside --out, and would be handed on");
    }

    @Test
    void aKeyThatIsMissingOrTooShortIsRefused() throws IOException {
        Path weak = KeyFiles.write(folder.resolve("short"), "0123456789");
        assertMisused(study.run("--key-file", weak.toString()), "has 10 bytes, and needs at least");
        assertMisused(study.run("--key-file", folder.resolve("none").toString()), "no key file");
    }

    @Test
    void theRulesAreNoKeyAndNeitherIsATable() throws IOException {
        for (Path file : List.of(study.rules(), study.in().resolve("a.csv"))) {
            Path copy = KeyFiles.write(folder.resolve("copy"), Files.readAllBytes(file));
            assertMisused(study.run("--key-file", copy.toString()), "deidentify keygen KEY");
        }
    }

    @Test
    void aKeyThatOthersMayReadIsRefusedUnlessItIsShared() throws IOException {
        Files.setPosixFilePermissions(study.key(), PosixFilePermissions.fromString("rw-r--r--"));

        assertMisused(study.run(), "chmod 600 " + study.key());
        Ended shared = study.run("--shared-key");
        assertThat(shared.code()).isZero();
        assertThat(shared.err()).contains("Others than the owner may read or write the key file");
    }

    @Test
    void aKeyThatWasMadeIsTakenAndItsFingerprintPrinted() throws IOException {
        Path key = folder.resolve("made");

        Ended made = study.runExactly("keygen", key.toString());

        assertThat(made.code()).isZero();
        assertThat(made.err()).contains("Keep a copy of it apart").hasLineCount(1);
        assertThat(study.run("--key-file", key.toString()).code()).isZero();
        assertThat(made.out().strip())
                .isEqualTo(study.report().at("/begun/key_fingerprint").asText());
        assertMisusedOf(study.runExactly("keygen", key.toString()), "is there already");
        assertMisusedOf(study.runExactly("keygen"), "KEY");
    }

    @Test
    void theDigestOfRulesFromAPipeIsThatOfWhatWasRead() throws Exception {
        String rules = Files.readString(study.rules());

        assertThat(runWithPiped(rules).code()).isZero();

        assertThat(study.report().at("/begun/rules_sha256").asText())
                .isEqualTo(Sha256.of(study.rules()));
        assertThat(study.run("--resume").code()).isZero();
        assertThat(runWithPiped(rules + "# changed\n", "--resume").err())
                .contains("was begun with other rules, key or options");
    }

    @Test
    void rulesThatHaveNoEndAreNotReadForEver() {
        assertMisused(study.run("--rules", "/dev/zero"), "is larger than ");
    }

    @Test
    void wrongRulesAreRefusedWithTheirPlace() throws IOException {
        Files.writeString(study.rules(), Study.RULES.replace("ZIP: zip3", "ZIP: zip5"));
        assertMisused(study.run(), "zip5 is none of [keep, drop, ");
        Files.writeString(study.rules(), "files: [");
        assertMisused(study.run(), study.rules() + ": line ");
        Path none = folder.resolve("none");
        assertMisused(study.run("--rules", none.toString()), none + " can't be read");
    }

    @Test
    void aReportElsewhereIsThere() throws IOException {
        Path report = folder.resolve("elsewhere.json");

        Ended ended = study.run("--report", report.toString());

        assertThat(ended.err()).contains("see " + report);
        assertThat(RunReport.JSON.readTree(report.toFile()).path("files")).hasSize(1);
        assertThat(study.out().resolve("report.json")).doesNotExist();
    }

    @Test
    void aReportTakesNoOtherFilesPlace() throws IOException {
        Path vault = Files.createFile(folder.resolve("vault"));
        for (Path kept : new Path[] {study.key(), study.rules(), vault}) {
            byte[] before = Files.readAllBytes(kept);
            assertMisused(
                    study.run("--vault", vault.toString(), "--report", kept.toString()),
                    "--report would take the place of " + kept);
            assertThat(kept).hasBinaryContent(before);
        }
    }

    @Test
    void aReportThatIsAFolderIsRefusedBeforeTheWork() throws IOException {
        Path reports = Files.createDirectory(folder.resolve("reports"));
        assertMisused(study.run("--report", reports.toString()), "is a folder");
    }

    @Test
    void aRunThatNeverBeganLeavesItsOutputToTheNext() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "no vault, and longer than a head");

        assertThat(study.run("--vault", other.toString()).code()).isEqualTo(2);
        assertThat(study.run().code()).isZero();
    }

    @Test
    void aReportWhereThereIsNoFolderIsRefusedBeforeTheWork() {
        String report = folder.resolve("none/report.json").toString();
        assertMisused(study.run("--report", report), "--report");
    }

    @Test
    void aDryRunLeavesNothingBehindAndCountsAsTheRealOne() throws IOException {
        study.file("b.csv", BAD).file("site/c.csv", GOOD).file("d.txt", "of Ann Miller");
        Path report = folder.resolve("dry.json");
        List<String> temporary = temporary();

        Ended dry = study.run("--dry-run", "--report", report.toString());

        assertThat(dry.code()).isOne();
        assertThat(study.out()).doesNotExist();
        assertThat(temporary()).isEqualTo(temporary);
        Ended real = study.run();
        assertThat(real.code()).isOne();
        ObjectNode counted = (ObjectNode) RunReport.JSON.readTree(report.toFile());
        assertThat(counted.path("dry_run").asBoolean()).isTrue();
        assertThat(counted.path("files")).isEqualTo(study.report().path("files"));
        assertThat(counted.path("begun")).isEqualTo(study.report().path("begun"));
    }

    @Test
    void aDryRunNeedsNoOutputAndPrintsItsReport() throws IOException {
        Ended dry =
                study.runExactly(
                        "--dry-run",
                        "--in",
                        study.in().toString(),
                        "--rules",
                        study.rules().toString(),
                        "--key-file",
                        study.key().toString());

        assertThat(dry.code()).isZero();
        JsonNode printed = RunReport.JSON.readTree(dry.out());
        assertThat(printed.path("files").path(0).path("outcome").asText()).isEqualTo("done");
    }

    @Test
    void whatWasHandedOnOfAFileThatIsGoneGoesWithTheResume() throws IOException {
        study.file("a.csv", GOOD).file("site/c.csv", GOOD);
        assertThat(study.run().code()).isZero();
        Files.delete(study.in().resolve("site/c.csv"));

        assertThat(study.run("--resume").code()).isZero();

        assertThat(study.out().resolve("a.csv")).exists();
        assertThat(study.out().resolve("site/c.csv")).doesNotExist();
        assertThat(study.report().path("files")).hasSize(1);
    }

    @Test
    void thereMustBeSomethingToResume() {
        assertMisused(study.run("--resume"), "nothing was begun in ");
    }

    @Test
    void whatIsResumedIsResumedAlike() throws IOException {
        assertThat(study.run().code()).isZero();
        Path other = KeyFiles.write(folder.resolve("other"), "0123456789abcdef".repeat(2));

        assertRefusedToResume("--key-file", other.toString());
        assertRefusedToResume("--profile", "china");
        assertRefusedToResume("--uncovered", "NOTES=drop");
        Files.writeString(study.rules(), Study.RULES + "# changed\n");
        assertRefusedToResume();
        assertThat(study.output("a.csv")).isEqualTo("SUBJECT,ARM\nP,Drug\n");
    }

    @Test
    void whatIsResumedHasTheVaultWithWhichItWasBegun() throws IOException {
        String vault = folder.resolve("vault").toString();
        String other = folder.resolve("other").toString();
        assertThat(study.run("--vault", vault).code()).isZero();
        assertThat(study.run("--vault", other, "--out", folder.resolve("out2").toString()).code())
                .isZero();
        assertThat(study.report().at("/begun/vault").asText()).matches("[0-9a-f]{32}");

        assertThat(study.run("--resume", "--vault", vault).code()).isZero();
        assertOtherVault("--resume", "--vault", other);
        assertOtherVault("--resume");
        Path none = folder.resolve("none");
        assertThat(study.run("--resume", "--vault", none.toString()).err())
                .contains("There is no vault " + none);
        assertThat(none).doesNotExist();
    }

    @Test
    void whatWasBegunWithoutAVaultIsResumedWithout() throws IOException {
        String vault = folder.resolve("vault").toString();
        assertThat(study.run("--vault", vault, "--out", folder.resolve("out2").toString()).code())
                .isZero();
        assertThat(study.run().code()).isZero();
        assertThat(study.report().at("/begun").has("vault")).isFalse();

        assertOtherVault("--resume", "--vault", vault);
        assertThat(study.run("--resume").code()).isZero();
    }

    @Test
    void aDamagedOutputIsDoneAgain() throws IOException {
        study.file("b.csv", GOOD);
        assertThat(study.run().code()).isZero();
        byte[] whole = Files.readAllBytes(study.out().resolve("a.csv"));
        byte[] damaged = whole.clone();
        damaged[damaged.length - 2] ^= 1;
        Files.write(study.out().resolve("a.csv"), damaged);
        Files.delete(study.out().resolve("b.csv"));

        assertThat(study.run("--resume").code()).isZero();

        assertThat(study.out().resolve("a.csv")).hasBinaryContent(whole);
        assertThat(study.output("b.csv")).isEqualTo("SUBJECT,ARM\nP,Drug\n");
    }

    @Test
    void aChangedInputIsDoneAgain() throws IOException {
        assertThat(study.run().code()).isZero();
        study.file("a.csv", GOOD.replace("Drug", "Dose"));

        assertThat(study.run("--resume").code()).isZero();

        assertThat(study.output("a.csv")).isEqualTo("SUBJECT,ARM\nP,Dose\n");
    }

    @Test
    void anInputThatChangedAndFailsNowIsNoLongerHandedOn() throws IOException {
        assertThat(study.run().code()).isZero();
        study.file("a.csv", BAD);

        assertThat(study.run("--resume").code()).isOne();

        assertThat(study.handedOn()).isEmpty();
    }

    @Test
    void anInputThatWasAddedIsDoneToo() throws IOException {
        study.file("b.csv", BAD);
        assertThat(study.run().code()).isOne();
        study.file("b.csv", GOOD).file("c.csv", GOOD);

        assertThat(study.run("--resume").code()).isZero();

        assertThat(study.handedOn()).containsExactlyInAnyOrder("a.csv", "b.csv", "c.csv");
    }

    @Test
    void aFolderInWhichAnotherRunWorksIsRefused() throws Exception {
        assertThat(study.run().code()).isZero();
        try (var other = OutFolder.open(study.out(), true)) {
            assertThat(other).isNotNull();

            Ended ended = study.run("--resume");

            assertThat(ended.code()).isEqualTo(2);
            assertThat(ended.err()).contains("another run is at work in ");
        }
        assertThat(study.run("--resume").code()).isZero();
    }

    private void assertMisused(Ended ended, String message) {
        assertMisusedOf(ended, message);
        assertThat(study.out()).doesNotExist();
    }

    private static void assertMisusedOf(Ended ended, String message) {
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains(message);
    }

    private void assertOtherVault(String... options) {
        Ended ended = study.run(options);
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("was begun with another vault, or none");
    }

    /** With rules from a pipe, in which they are once, and nothing for who reads again. */
    private Ended runWithPiped(String rules, String... options) throws Exception {
        Path pipe = folder.resolve("pipe");
        Files.deleteIfExists(pipe);
        assertThat(Program.run(List.of("mkfifo", pipe.toString())).code()).isZero();
        var ended = new AtomicBoolean();
        Thread writer =
                Thread.ofVirtual()
                        .start(() -> {
                            // Opening it waits until somebody reads.
                            write(pipe, rules);
                            while (!ended.get()) {
                                write(pipe, "");
                            }
                        });
        Ended run =
                study.run(
                        Stream.concat(Stream.of("--rules", pipe.toString()), Stream.of(options))
                                .toArray(String[]::new));
        ended.set(true);
        FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE).close();
        writer.join();
        return run;
    }

    private static void write(Path pipe, String text) {
        try {
            Files.writeString(pipe, text, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertRefusedToResume(String... options) {
        String[] all =
                Stream.concat(Stream.of("--resume"), Stream.of(options)).toArray(String[]::new);
        Ended ended = study.run(all);
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("was begun with other rules, key or options");
    }

    private static List<String> temporary() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.map(Path::toString)
                    .filter(name -> name.contains("deidentify-"))
                    .sorted()
                    .toList();
        }
    }
}
