package io.eprointake.deidentify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.deidentify.cli.FileWork;
import io.eprointake.deidentify.cli.Progress;
import io.eprointake.deidentify.cli.Run;
import io.eprointake.deidentify.files.CsvFormat;
import io.eprointake.deidentify.files.InFolder;
import io.eprointake.deidentify.files.InFolder.InFile;
import io.eprointake.deidentify.files.OutFolder;
import io.eprointake.deidentify.report.FileReport;
import io.eprointake.deidentify.report.FileReport.Outcome;
import io.eprointake.deidentify.rules.Profile;
import io.eprointake.deidentify.rules.Rules;
import io.eprointake.deidentify.text.Scrubber;
import io.eprointake.deidentify.transform.Columns;
import io.eprointake.deidentify.vault.Key;
import io.eprointake.deidentify.vault.Pseudonyms;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as they come: each has a clear outcome, and none stops another. */
class BatchFilesTest {

    private static final String GOOD = "SUBJECT,ARM\nS-0001,Drug\n";

    private static final String NOT_UTF8 =
            "is not UTF-8: say its encoding in its rules, as encoding: GB18030";

    @TempDir Path folder;
    private Study study;

    @BeforeEach
    void makeStudy() throws IOException {
        study = new Study(folder);
    }

    @Test
    void eachColumnIsHandedOnByItsRule() throws IOException {
        study.file(
                "a.csv", "SUBJECT,NAME,VISIT,ZIP,ARM\nS-0001,Ann Miller,2023-05-17,93291,Drug\n");

        assertDone("a.csv", "SUBJECT,VISIT,ZIP,ARM\nP,2023,932,Drug\n", 1);
    }

    @Test
    void quotedNewlinesDelimitersAndQuotesStay() throws IOException {
        String text = "SUBJECT,ARM\nS-0001,\"two\nlines, a comma and \"\"quotes\"\"\"\n";
        study.file("a.csv", text);

        assertDone("a.csv", text.replace("S-0001", "P"), 1);
    }

    @Test
    void aNewlineInAHeaderStays() throws IOException {
        Files.writeString(
                study.rules(),
                """
                files:
                  - match: "*"
                    columns: {SUBJECT: pseudonym, "two\\nlines": keep}
                """);
        study.file("a.csv", "SUBJECT,\"two\nlines\"\nS-0001,Drug\n");

        assertDone("a.csv", "SUBJECT,\"two\nlines\"\nP,Drug\n", 1);
    }

    @ParameterizedTest
    @CsvSource({"UTF-8,true", "UTF-16LE,true", "UTF-16BE,true", "UTF-16LE,false", "UTF-16BE,false"})
    void aFileStaysInItsEncodingWithItsByteOrderMark(Charset charset, boolean mark)
            throws IOException {
        String text = (mark ? "\uFEFF" : "") + "SUBJECT,ARM\nS-0001,Wirkstoff für 对照组\n";
        study.file("a.csv", text.getBytes(charset));

        assertThat(study.run().code()).isZero();
        String output = Files.readString(study.out().resolve("a.csv"), charset);
        assertThat(Study.withoutPseudonyms(output)).isEqualTo(text.replace("S-0001", "P"));
        assertThat(study.report("a.csv").path("encoding").asText()).isEqualTo(charset.name());
    }

    @Test
    void chineseInGb18030IsReadWhereTheRulesSaySo() throws IOException {
        Charset gb18030 = Charset.forName("GB18030");
        String text = "SUBJECT,ARM\n" + "S-0001,对照组的受试者\n".repeat(50);
        study.file("a.csv", text.getBytes(gb18030));
        Files.writeString(study.rules(), Study.RULES + "    encoding: GB18030\n");

        assertThat(study.run().code()).isZero();
        String output = Files.readString(study.out().resolve("a.csv"), gb18030);
        assertThat(Study.withoutPseudonyms(output)).isEqualTo(text.replace("S-0001", "P"));
        assertThat(study.report("a.csv").path("encoding").asText()).isEqualTo("GB18030");
    }

    @ParameterizedTest
    @CsvSource({"ISO-8859-1,Prüfgrößé", "GB18030,对照组的受试者", "EUC-KR,대조군", "windows-1251,группа"})
    void anEncodingIsAskedForAndNotGuessed(Charset charset, String arm) throws IOException {
        study.file("a.csv", ("SUBJECT,ARM\n" + "S-0001,%s\n".formatted(arm)).getBytes(charset));

        assertFailed("a.csv", NOT_UTF8);
    }

    @Test
    void anEncodingThatTheRulesSayIsUsed() throws IOException {
        Files.writeString(study.rules(), Study.RULES + "    encoding: ISO-8859-1\n");
        String text = "SUBJECT,ARM\nS-0001,Prüfgrößé\n";
        study.file("a.csv", text.getBytes(ISO_8859_1));

        assertThat(study.run().code()).isZero();
        String output = Files.readString(study.out().resolve("a.csv"), ISO_8859_1);
        assertThat(Study.withoutPseudonyms(output)).isEqualTo(text.replace("S-0001", "P"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"S-0001", "S-0001,Drug,more"})
    void aRowWithTooFewOrTooManyFieldsStopsTheFile(String row) throws IOException {
        study.file("a.csv", GOOD + row + "\n");

        int fields = row.split(",", -1).length;
        assertFailed("a.csv", "line 3: has " + fields + " fields, and the header has 2");
    }

    @Test
    void aHeaderOfTwoHundredColumnsIsHandedOn() throws IOException {
        List<String> names = IntStream.range(0, 200).mapToObj(i -> "COLUMN" + i).toList();
        Files.writeString(
                study.rules(),
                "files:\n  - match: '*'\n    columns:\n"
                        + names.stream()
                                .map(name -> "      " + name + ": keep\n")
                                .collect(Collectors.joining()));
        String text = String.join(",", names) + "\n" + "v,".repeat(199) + "v\n";
        study.file("a.csv", text);

        assertDone("a.csv", text, 1);
    }

    @Test
    void moreColumnsThanTheLimitStopTheFile() throws IOException {
        study.file("a.csv", "SUBJECT" + ",ARM".repeat(CsvFormat.MAX_COLUMNS) + "\n");

        assertFailed("a.csv", "is no CSV");
    }

    @Test
    void anEmptyFileIsHandedOnEmpty() throws IOException {
        study.file("a.csv", "");

        assertDone("a.csv", "", 0);
    }

    @Test
    void aHeaderAloneIsHandedOn() throws IOException {
        study.file("a.csv", "SUBJECT,NAME,ARM\n");

        assertDone("a.csv", "SUBJECT,ARM\n", 0);
    }

    @Test
    void theLastRowNeedsNoNewline() throws IOException {
        study.file("a.csv", "SUBJECT,ARM\nS-0001,Drug");

        assertDone("a.csv", "SUBJECT,ARM\nP,Drug\n", 1);
    }

    @Test
    void lineEndsOfWindowsStay() throws IOException {
        study.file("a.csv", "SUBJECT,ARM\r\nS-0001,Drug\r\n");

        assertDone("a.csv", "SUBJECT,ARM\r\nP,Drug\r\n", 1);
    }

    @ParameterizedTest
    @ValueSource(chars = {';', '\t', '|'})
    void anotherDelimiterStays(char delimiter) throws IOException {
        study.file("a.csv", GOOD.replace(',', delimiter));

        assertDone("a.csv", "SUBJECT,ARM\nP,Drug\n".replace(',', delimiter), 1);
    }

    @Test
    void blankLinesAreCountedAndAreNoRows() throws IOException {
        study.file("a.csv", "SUBJECT,ARM\n\nS-0001,Drug\n\n");

        assertDone("a.csv", "SUBJECT,ARM\nP,Drug\n", 1);
        assertThat(study.report("a.csv").path("blank_lines").asInt()).isEqualTo(2);
    }

    @Test
    void aFileOfOneColumnIsHandedOnRowForRow() throws IOException {
        study.file("a.csv", "SUBJECT\nS-0001\nS-0002\n");

        assertDone("a.csv", "SUBJECT\nP\nP\n", 2);
    }

    @Test
    void aQuoteWithinAFieldIsPartOfIt() throws IOException {
        study.file("a.csv", "SUBJECT,ARM\nS-0001,a 5\" tube\nS-0002,Drug\n");

        assertDone("a.csv", "SUBJECT,ARM\nP,\"a 5\"\" tube\"\nP,Drug\n", 2);
    }

    @Test
    void aQuoteThatIsNeverClosedStopsTheFile() throws IOException {
        study.file("a.csv", "SUBJECT,ARM\nS-0001,\"Drug\nS-0002,Placebo\nS-0003,Drug\n");

        assertFailed("a.csv", "line 1, or the row after it: is no CSV");
    }

    @Test
    void zeroBytesStay() throws IOException {
        study.file("a.csv", "SUBJECT,ARM\nS-0001,Dr\0ug\n");

        assertDone("a.csv", "SUBJECT,ARM\nP,Dr\0ug\n", 1);
    }

    @Test
    void aFieldUpToTheLimitIsHandedOnAndALongerOneStopsTheFile() throws IOException {
        String longest = "x".repeat(CsvFormat.MAX_FIELD - 1);
        study.file("most.csv", "SUBJECT,ARM\nS-0001," + longest + "\n");
        study.file("more.csv", "SUBJECT,ARM\nS-0001," + longest + "xx\n");

        assertFailed("more.csv", "is no CSV");
        assertThat(study.output("most.csv"))
                .hasSize("SUBJECT,ARM\nP,\n".length() + longest.length());
    }

    @Test
    void aHeaderThatIsThereTwiceStopsTheFile() throws IOException {
        study.file("a.csv", "SUBJECT,ARM,ARM\nS-0001,Drug,Drug\n");

        assertFailed("a.csv", "column ARM is there twice");
    }

    @Test
    void aFileWithoutAHeaderStopsAndIsNotQuoted() throws IOException {
        study.file("a.csv", "S-0001,Ann Miller,2023-05-17,93291,Drug\n");

        assertFailed("a.csv", "none of its 5 columns has a rule: is the first line a header?");
    }

    @Test
    void anUnknownHeaderStopsThatFileOnlyAndIsNamed() throws IOException {
        study.file("a.csv", "SUBJECT,ARM,NOTES\nS-0001,Drug,called Ann Miller\n");
        study.file("b.csv", GOOD);

        assertFailed("a.csv", "column NOTES has no rule");
        assertThat(study.output("b.csv")).isEqualTo("SUBJECT,ARM\nP,Drug\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ARM Ann Smith", "ARMx", "S-257781", "ARM\0"})
    void valuesThatALostLineEndMadePartOfTheHeaderAreNotTold(String cell) throws IOException {
        study.file("a.csv", "SUBJECT," + cell + ",Miller\nS-0002,Drug,x\n");

        assertFailed("a.csv", "column number 2 has no rule; column number 3 has no rule");
    }

    @Test
    void valuesThatAQuoteMadePartOfTheHeaderAreNotTold() throws IOException {
        study.file("a.csv", "SUBJECT,\"NOTES\nS-0001,Ann Miller\nS-0002,Bob Jones 6ft\",x\n");

        assertFailed("a.csv", "column number 2 has no rule; column number 3 has no rule");
        assertThat(Files.readString(study.out().resolve("report.json")))
                .doesNotContain("Ann", "Jones");
    }

    @Test
    void theUsersWordLetsAnUnknownHeaderPass() throws IOException {
        study.file("a.csv", "SUBJECT,ARM,NOTES\nS-0001,Drug,called Ann Miller\n");

        assertThat(study.run("--uncovered", "NOTES=drop").code()).isZero();
        assertThat(study.output("a.csv")).isEqualTo("SUBJECT,ARM\nP,Drug\n");
    }

    @Test
    void theUsersWordChangesNoRule() throws IOException {
        study.file("a.csv", "SUBJECT,NAME\nS-0001,Ann Miller\n");

        assertThat(study.run("--uncovered", "NAME=keep").code()).isZero();
        assertThat(study.output("a.csv")).isEqualTo("SUBJECT\nP\n");
    }

    @Test
    void aColumnThatIsToBeReviewedStopsTheFile() throws IOException {
        study.file("a.csv", "SUBJECT,LATER\nS-0001,Drug\n");

        assertFailed("a.csv", "column LATER is still to be reviewed");
    }

    @Test
    void aFileThatNoRuleMatchesStops() throws IOException {
        Files.writeString(study.rules(), Study.RULES.replace("*.csv", "b.csv"));
        study.file("a.csv", GOOD).file("b.csv", GOOD);

        assertFailed("a.csv", "no rules match it");
        assertThat(study.handedOn()).containsExactly("b.csv");
    }

    @Test
    void twoFilesWithOneNameInDifferentFoldersStayApart() throws IOException {
        study.file("site1/a.csv", GOOD).file("site2/a.csv", GOOD.replace("Drug", "Placebo"));

        assertThat(study.run().code()).isZero();
        assertThat(study.output("site1/a.csv")).isEqualTo("SUBJECT,ARM\nP,Drug\n");
        assertThat(study.output("site2/a.csv")).isEqualTo("SUBJECT,ARM\nP,Placebo\n");
        assertThat(study.handedOn()).containsExactlyInAnyOrder("site1/a.csv", "site2/a.csv");
    }

    @Test
    void aLinkIsNotFollowedAndSaysSo() throws IOException {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere.csv"), GOOD);
        study.file("b.csv", GOOD);
        Files.createSymbolicLink(study.in().resolve("a.csv"), elsewhere);

        assertFailed("a.csv", "is a link, or no file at all");
        assertThat(study.handedOn()).containsExactly("b.csv");
    }

    @Test
    void aLinkToAFolderIsNotFollowedAndSaysSo() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("c.csv"), GOOD);
        study.file("b.csv", GOOD);
        Files.createSymbolicLink(study.in().resolve("site"), elsewhere);

        assertFailed("site", "is a link, or no file at all");
        assertThat(study.handedOn()).containsExactly("b.csv");
    }

    @Test
    void whatIsNoCsvIsListedAndNotHandedOn() throws IOException {
        study.file("a.CSV", GOOD).file("readme.txt", "of Ann Miller").file("x.csv.gz", "of Ann");
        Files.writeString(study.rules(), Study.RULES.replace("*.csv", "*"));

        assertThat(study.run().code()).isZero();
        assertThat(study.report("readme.txt").path("outcome").asText()).isEqualTo("not_csv");
        assertThat(study.report("x.csv.gz").path("outcome").asText()).isEqualTo("not_csv");
        assertThat(study.handedOn()).containsExactly("a.CSV");
    }

    @Test
    void aFileThatIsDeletedWhileItIsReadStops() throws Exception {
        study.file("a.csv", GOOD);

        assertChange(Files::delete, "is gone");
    }

    @Test
    void aFileThatChangesWhileItIsReadStops() throws Exception {
        study.file("a.csv", GOOD);

        assertChange(
                file -> Files.writeString(file, "S-0002,Drug\n", StandardOpenOption.APPEND),
                "was changed while it was read");
    }

    @Test
    void aFileThatGrowsWhileItIsReadHasAnEnd() throws Exception {
        Path file = study.file("a.csv", GOOD).in().resolve("a.csv");
        var reads = new AtomicInteger();

        FileReport report =
                work(read -> {
                    assertThat(reads.incrementAndGet()).isLessThan(100);
                    append(file);
                });

        assertThat(report.reason()).isEqualTo("was changed while it was read");
        assertThat(study.handedOn()).isEmpty();
    }

    private static void append(Path file) {
        try {
            Files.writeString(file, "S-0002,Drug\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aColumnOfWhatMayBeDatesIsNoColumnOfCodes() throws IOException {
        study.file("a.csv", "SUBJECT,ARM\nS-0001,20240312\nS-0002,20240313\n");
        study.file("b.csv", "SUBJECT,ARM\nS-0001,20240312\nS-0002,33747911\n");

        assertThat(study.run().code()).isOne();

        assertThat(study.out().resolve("a.csv")).doesNotExist();
        assertThat(study.out().resolve("b.csv")).exists();
        assertThat(study.report().path("files").path(0).path("reason").asText())
                .contains("column ARM", "DATE (2)");
    }

    @Test
    void aFaultWhileReadingEndsItsFileAndQuotesNothing() throws Exception {
        study.file("a.csv", GOOD);

        FileReport report =
                work(read -> {
                    throw new IllegalStateException("S-0001 of Ann Miller");
                });

        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(report.reason()).isNotBlank().doesNotContain("S-0001", "Ann");
        assertThat(study.handedOn()).isEmpty();
    }

    @Test
    void aWorkerThatDiesEndsItsFileAlone() throws Exception {
        study.file("a.csv", GOOD + "S-0002,Drug\n").file("b.csv", GOOD);
        // The largest file is the first, and its worker asks for columns first.
        var asked = new AtomicInteger();
        Columns columns = columns();
        Supplier<Columns> failing =
                () -> {
                    if (asked.getAndIncrement() == 0) {
                        throw new StackOverflowError("S-0001");
                    }
                    return columns;
                };
        var said = new StringWriter();
        List<FileReport> files;
        try (var out = OutFolder.open(study.out(), false);
                var progress = new Progress(new PrintWriter(said), false)) {
            var run =
                    new Run(
                            InFolder.list(study.in()),
                            out,
                            Rules.read(Files.readAllBytes(study.rules())),
                            Map.of(),
                            failing,
                            progress,
                            () -> false);
            files = run.on(1);
        }

        assertThat(files)
                .extracting(FileReport::outcome)
                .containsExactly(Outcome.FAILED, Outcome.DONE);
        assertThat(files.getFirst().reason())
                .isEqualTo("a fault of this program: java.lang.StackOverflowError");
        assertThat(study.handedOn()).containsExactly("b.csv");
    }

    private interface Change {
        void to(Path file) throws IOException;
    }

    /** Changes the file when its first bytes have been read. */
    private void assertChange(Change change, String reason) throws Exception {
        Path file = study.in().resolve("a.csv");

        var changed = new AtomicBoolean();
        FileReport report =
                work(read -> {
                    try {
                        // Once: a file that grows with each reading has no end.
                        if (!changed.getAndSet(true)) {
                            change.to(file);
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });

        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(report.reason()).isEqualTo(reason);
        assertThat(study.handedOn()).isEmpty();
    }

    /** The work on a.csv, which tells when it has read. */
    private FileReport work(LongConsumer progress) throws Exception {
        Path file = study.in().resolve("a.csv");
        try (var out = OutFolder.open(study.out(), false)) {
            return new FileWork(
                            new InFile(file, "a.csv", Files.size(file)),
                            Rules.read(Files.readAllBytes(study.rules())).of("a.csv").orElseThrow(),
                            columns(),
                            out,
                            progress,
                            () -> false)
                    .run();
        }
    }

    private Columns columns() {
        return new Columns(
                Profile.SAFE_HARBOR,
                LocalDate.of(2024, 1, 1),
                LocalDate.of(2024, 1, 1),
                Map.of(),
                () -> new Scrubber(List.of()),
                new Pseudonyms(Key.read(study.key(), false)),
                null);
    }

    private void assertDone(String name, String output, int rows) throws IOException {
        assertThat(study.run().code()).isZero();
        assertThat(study.output(name)).isEqualTo(output);
        assertThat(study.report(name).path("outcome").asText()).isEqualTo("done");
        assertThat(study.report(name).path("rows").asInt()).isEqualTo(rows);
    }

    private void assertFailed(String name, String reason) throws IOException {
        Ended ended = study.run();

        assertThat(ended.code()).isOne();
        assertThat(ended.err()).contains(name + ": failed: ").contains(reason);
        assertThat(study.report(name).path("outcome").asText()).isEqualTo("failed");
        assertThat(study.report(name).path("reason").asText()).contains(reason);
        assertThat(study.handedOn()).doesNotContain(name);
        assertThat(study.out().resolve(".deidentify/parts")).doesNotExist();
    }
}
