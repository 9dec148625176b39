package io.eprointake.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever paths lead through, nothing is written but the output, and nothing secret into it. */
class BatchPathsTest {

    private static final String GOOD = "SUBJECT,ARM\nS-0001,Drug\n";

    @TempDir Path folder;
    private Study study;

    @BeforeEach
    void makeStudy() throws IOException {
        study = new Study(folder).file("a.csv", GOOD);
    }

    @Test
    void aReportThatALinkAndTheFolderAboveLeadIntoTheInputIsRefused() throws IOException {
        Path sub = Files.createDirectory(study.in().resolve("sub"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), sub);

        assertRefused(study.run("--report", link + "/../a.csv"), "inside --in");

        assertThat(study.in().resolve("a.csv")).hasContent(GOOD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"out/vault.db", "in/vault.db", "elsewhere.db"})
    void aVaultIsMadeThroughNoLink(String target) throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("vault"), folder.resolve(target));

        assertRefused(study.run("--vault", link.toString()), "--vault is a link");

        assertThat(folder.resolve(target)).doesNotExist();
    }

    @Test
    void suggestWritesIntoTheInputByNoLink() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), study.in());

        Ended ended =
                study.runExactly(
                        "suggest", "--in", link.toString(), "--rules", link + "/rules.yaml");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("is inside --in");
    }

    @Test
    void aFolderOfTheOutputThatIsALinkIsNotFollowed() throws IOException {
        study.file("sub/b.csv", GOOD);
        assertThat(study.run().code()).isZero();
        Files.delete(study.out().resolve("sub/b.csv"));
        Files.delete(study.out().resolve("sub"));
        Files.createSymbolicLink(study.out().resolve("sub"), study.in().resolve("sub"));

        assertThat(study.run("--resume").code()).isEqualTo(1);

        assertThat(study.in().resolve("sub/b.csv")).hasContent(GOOD);
        assertThat(study.report("sub/b.csv").path("reason").asText())
                .contains("a folder of --out is a link");
    }

    @Test
    void theWorkFolderOfTheOutputIsNoLink() throws IOException {
        Files.createDirectory(study.out());
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(study.out().resolve(".deidentify"), elsewhere);

        assertRefused(study.run(), "is a link");

        assertThat(elsewhere).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".deidentify/parts/v.csv",
                ".deidentify/done/x.csv",
                ".DeIdentify/x.csv",
                "report.json/v.csv"
            })
    void aNameThatTheOutputNeedsForItselfIsRefusedBeforeTheWork(String name) throws IOException {
        study.file(name, GOOD);

        assertRefused(study.run(), "has a name that --out needs for itself");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.csv", "A.CSV", "later.csv", ".deidentify/run.json"})
    void aReportTakesThePlaceOfNoOutput(String name) {
        assertRefused(
                study.run("--report", study.out().resolve(name).toString()),
                "--report would take the place of what is handed on");
    }

    @Test
    void aNameOnTheConsoleIsOneLineAndNoCommandOfTheTerminal() throws IOException {
        study.file("x.csv: done, 9 rows\ny\u001b[2K.csv", GOOD);

        Ended ended = study.run();

        assertThat(ended.err())
                .contains("x.csv: done, 9 rows\\u{a}y\\u{1b}[2K.csv: done, 1 rows\n")
                .doesNotContain("\u001b", "\ny");
    }

    @Test
    void aKeyIsNoFileOfTheInputByWhateverName() throws IOException {
        Path inside = Files.createLink(study.in().resolve("key.csv"), study.key());

        assertRefused(study.run(), "the key is a file of --in");
        assertRefused(study.run("--key-file", inside.toString()), "what others have is no key");
        assertRefused(
                study.run("--rules", study.key().toString()),
                "--key-file and --rules are the same file");
    }

    @Test
    void twoOutputsThatDifferInCaseOnlyBothFail() throws IOException {
        study.file("A.csv", GOOD).file("b/x.csv", GOOD).file("B/X.csv", GOOD).file("c.csv", GOOD);

        assertThat(study.run().code()).isEqualTo(1);

        assertThat(study.handedOn()).containsExactly("c.csv");
        assertThat(study.report("A.csv").path("reason").asText())
                .isEqualTo("differs from another in case only");
    }

    @Test
    void whatWasMovedIntoPlaceAndNeverRecordedGoesWhenItsInputIsGone() throws IOException {
        study.file("b.csv", GOOD);
        assertThat(study.run().code()).isZero();
        Files.delete(study.out().resolve(".deidentify/done/b.csv.json"));
        Files.delete(study.in().resolve("b.csv"));

        assertThat(study.run("--resume").code()).isZero();

        assertThat(study.handedOn()).containsExactly("a.csv");
    }

    @Test
    void whatIsNoRecordAmongTheRecordsGoes() throws IOException {
        assertThat(study.run().code()).isZero();
        Path half = study.out().resolve(".deidentify/done/.x.new");
        Files.writeString(half, "{");

        assertThat(study.run("--resume").code()).isZero();

        assertThat(half).doesNotExist();
        assertThat(study.handedOn()).containsExactly("a.csv");
    }

    @Test
    void aCircleOfLinksIsRefused() throws IOException {
        Path link = folder.resolve("circle");
        Files.createSymbolicLink(link, link);

        assertThat(study.run("--report", link + "/x.json").code()).isNotZero();
        assertThat(study.handedOn()).isEmpty();
    }

    private void assertRefused(Ended ended, String message) {
        assertThat(ended.err()).contains(message);
        assertThat(ended.code()).isEqualTo(2);
        assertThat(study.handedOn()).isEmpty();
    }
}
