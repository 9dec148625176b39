package io.eprointake.deidentify;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.deidentify.cli.FirstPass;
import io.eprointake.deidentify.files.InFolder;
import io.eprointake.deidentify.rules.Rules;
import io.eprointake.deidentify.text.KnownNames;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name that stands in the name column of one file goes out of the free text of every other. */
class NamesAcrossFilesTest {

    private static final String RULES =
            """
            files:
              - match: "people*.csv"
                columns:
                  SUBJECT: pseudonym
                  NAME: drop
                  PICTURE: drop
              - match: "notes*.csv"
                columns:
                  SUBJECT: pseudonym
                  NOTE: {action: scrub, lenient: true}
            """;

    private static final String PEOPLE =
            "SUBJECT,NAME,PICTURE\nS-0001,Joy Wunschmann,bluebell\nS-0002,王丽华,rosehip\n";

    private static final String NOTES =
            """
            SUBJECT,NOTE
            S-0003,"joy rang, wunschmann family visiting"
            S-0003,"wunschmann, joy slept"
            S-0004,昨天丽华来过
            S-0004,likes bluebell
            """;

    private static final String SCRUBBED =
            """
            SUBJECT,NOTE
            P,"joy rang, [NAME] family visiting"
            P,[NAME] slept
            P,昨天[NAME]来过
            P,likes bluebell
            """;

    @TempDir Path folder;
    private Study study;

    @BeforeEach
    void makeStudy() throws IOException {
        study = new Study(folder).file("people.csv", PEOPLE).file("notes.csv", NOTES);
        rules(RULES);
    }

    @Test
    void aNameOfOneFileGoesOutOfTheTextOfAnother() throws IOException {
        assertThat(study.run().code()).isZero();

        assertThat(study.output("notes.csv")).isEqualTo(SCRUBBED);
        JsonNode names = study.report().path("names");
        assertThat(names.path("known").asInt()).isEqualTo(4);
        assertThat(names.path("columns").toString()).isEqualTo("{\"people.csv\":[\"NAME\"]}");
        assertThat(names.has("unread") || names.has("unknown_rows")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "8"})
    void manyFilesAreReadByAnyNumberOfWorkers(String threads) throws IOException {
        for (int i = 0; i < 30; i++) {
            study.file("people" + i + ".csv", "NAME,SUBJECT\nAnn " + name(i) + ",S-0001\n");
        }
        String all =
                IntStream.range(0, 30)
                        .mapToObj(NamesAcrossFilesTest::name)
                        .collect(Collectors.joining(" "));
        study.file("notes.csv", "SUBJECT,NOTE\nS-0001," + all + "\n");

        assertThat(study.run("--threads", threads).code()).isZero();

        assertThat(study.output("notes.csv"))
                .isEqualTo("SUBJECT,NOTE\nP," + "[NAME] ".repeat(30).strip() + "\n");
    }

    @Test
    void namesFromNoColumnLeavesThem() throws IOException {
        rules(RULES.replace("people*.csv\"\n", "people*.csv\"\n    names_from: []\n"));

        assertThat(study.run().code()).isZero();

        assertThat(study.output("notes.csv"))
                .isEqualTo(Study.withoutPseudonyms(NOTES.replaceAll("S-000\\d", "P")));
        assertThat(study.report().has("names")).isFalse();
    }

    @Test
    void namesFromAnotherColumnTakesThat() throws IOException {
        rules(RULES.replace("people*.csv\"\n", "people*.csv\"\n    names_from: [PICTURE, NAME]\n"));
        study.file("people.csv", PEOPLE.replace("bluebell", "Xyra"));
        study.file("notes.csv", "SUBJECT,NOTE\nS-0003,xyra and wunschmann\n");

        assertThat(study.run().code()).isZero();

        assertThat(study.output("notes.csv")).isEqualTo("SUBJECT,NOTE\nP,[NAME] and [NAME]\n");
    }

    @Test
    void namesFromAColumnThatIsNotThereStopsTheFile() throws IOException {
        rules(
                RULES.replace("people*.csv\"\n", "people*.csv\"\n    names_from: [MAIDEN]\n")
                        .replace(
                                "      PICTURE: drop\n",
                                "      PICTURE: drop\n      MAIDEN: drop\n"));

        assertThat(study.run().code()).isOne();

        assertReason("people.csv", "names_from names MAIDEN, and there is no such column");
        assertUnread("notes.csv", "people.csv");
        assertThat(study.handedOn()).containsExactly("notes.csv");
    }

    /** What is done without some names is done again when they are known. */
    @Test
    void aFileWhoseNamesCantBeReadStopsNoOther() throws IOException {
        study.file("people2.csv", "SUBJECT,NAME\nS-0009,Ann Xyrandor\nS-0009,\"Ann\n");
        study.file(
                "people3.csv",
                "SUBJECT,NAME\nS-0009,Größer\n".getBytes(StandardCharsets.ISO_8859_1));
        study.file("people4.csv", "S-0009,Ann Xyrander\nS-0010,Ann Xyrandel\n");
        study.file("notes2.csv", "SUBJECT,NOTE\nS-0001,xyrander slept\n");

        assertThat(study.run().code()).isOne();

        assertReason("people2.csv", "line 2, or the row after it: is no CSV");
        assertReason("people3.csv", "is not UTF-8: say its encoding");
        assertReason("people4.csv", "none of its 2 columns has a rule");
        assertUnread("notes.csv", "people2.csv", "people3.csv", "people4.csv");
        assertThat(study.handedOn())
                .containsExactlyInAnyOrder("notes.csv", "notes2.csv", "people.csv");
        assertThat(study.output("notes.csv")).isEqualTo(SCRUBBED);
        assertThat(study.output("notes2.csv")).isEqualTo("SUBJECT,NOTE\nP,xyrander slept\n");
        assertThat(study.report().path("names").path("unread").size()).isEqualTo(3);

        Files.delete(study.in().resolve("people2.csv"));
        Files.delete(study.in().resolve("people3.csv"));
        study.file("people4.csv", "SUBJECT,NAME,PICTURE\nS-0009,Ann Xyrander,dahlia\n");
        assertThat(study.run("--resume").code()).isZero();
        assertThat(study.output("notes2.csv")).isEqualTo("SUBJECT,NOTE\nP,[NAME] slept\n");
        assertThat(study.report().path("names").has("unread")).isFalse();
        assertThat(study.report("notes.csv").has("names_unread")).isFalse();
    }

    @Test
    void aLinkThatIsNotFollowedMayHaveNames() throws IOException {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere.csv"), PEOPLE);
        Files.createSymbolicLink(study.in().resolve("people2.csv"), elsewhere);

        assertThat(study.run().code()).isOne();

        assertUnread("notes.csv", "people2.csv");
    }

    @Test
    void aFileThatFailsLaterHasGivenItsNames() throws IOException {
        study.file("people.csv", PEOPLE.replace("PICTURE", "NEW"));

        assertThat(study.run().code()).isOne();

        assertReason("people.csv", "column NEW has no rule");
        assertThat(study.output("notes.csv")).isEqualTo(SCRUBBED);
    }

    @Test
    void namesAreReadAsTheFileIs() throws IOException {
        rules(
                RULES.replace(
                        "people*.csv\"\n",
                        "people*.csv\"\n    encoding: GB18030\n    header_rows: 2\n"));
        String two =
                PEOPLE.replace("PICTURE\n", "PICTURE\nwho,called,xyrander\n").replace(',', ';');
        study.file("people.csv", two.getBytes(Charset.forName("GB18030")));

        assertThat(study.run().code()).isZero();

        assertThat(study.output("notes.csv")).isEqualTo(SCRUBBED);
    }

    @Test
    void theUsersWordOnAColumnWithoutARuleCounts() throws IOException {
        rules(RULES.replace("      NAME: drop\n", ""));

        assertThat(study.run("--uncovered", "NAME=drop").code()).isZero();

        assertThat(study.output("notes.csv")).isEqualTo(SCRUBBED);
    }

    @Test
    void withoutFreeTextNothingIsReadTwice() throws Exception {
        rules(RULES.replace("NOTE: {action: scrub, lenient: true}", "NOTE: drop"));

        assertThat(study.run().code()).isZero();

        assertThat(study.report().has("names")).isFalse();
        assertThat(pass().bytes()).isZero();
    }

    @Test
    void aResumedRunKnowsTheNamesOfWhatIsDone() throws IOException {
        study.file("notes.csv", NOTES + "S-0004\n");
        assertThat(study.run().code()).isOne();
        assertThat(study.handedOn()).containsExactly("people.csv");
        study.file("notes.csv", NOTES);

        assertThat(study.run("--resume").code()).isZero();

        assertThat(study.output("notes.csv")).isEqualTo(SCRUBBED);
        assertThat(study.report().path("names").path("known").asInt()).isEqualTo(4);
    }

    @Test
    void thePassEndsWhenTheRunIsToldToStop() throws Exception {
        String row = "S-0001,Joy Wunschmann,bluebell\n";
        study.file("people.csv", "SUBJECT,NAME,PICTURE\n" + row.repeat(20_000));
        var told = new AtomicBoolean();
        var read = new AtomicLong();

        FirstPass.Known known =
                pass().on(
                                1,
                                bytes -> {
                                    read.addAndGet(bytes);
                                    told.set(true);
                                },
                                told::get);

        assertThat(read).hasPositiveValue().hasValueLessThan(pass().bytes());
        assertThat(requireNonNull(known.names()).unread())
                .containsEntry("people.csv", "the run was told to stop");
    }

    @Test
    void itIsToldHowManyAreNotKnown() throws Exception {
        String rows =
                IntStream.range(0, 20)
                        .mapToObj(i -> "S,Ann " + name(i) + ",x\n")
                        .collect(Collectors.joining());
        study.file("people.csv", "SUBJECT,NAME,PICTURE\n" + rows);

        FirstPass.Known known = pass(5).on(2, bytes -> {}, () -> false);

        assertThat(requireNonNull(known.names()).known()).isEqualTo(5);
        assertThat(requireNonNull(known.names()).unknownRows()).isEqualTo(16);
    }

    private FirstPass pass() throws Exception {
        return pass(KnownNames.MOST);
    }

    private FirstPass pass(int most) throws Exception {
        Rules rules = Rules.read(Files.readAllBytes(study.rules()));
        return new FirstPass(InFolder.list(study.in()), rules, Map.of(), most);
    }

    private void rules(String yaml) throws IOException {
        Files.writeString(study.rules(), yaml);
    }

    private void assertReason(String file, String reason) throws IOException {
        assertThat(study.report(file).path("outcome").asText()).isEqualTo("failed");
        assertThat(study.report(file).path("reason").asText()).contains(reason);
    }

    private void assertUnread(String file, String... unread) throws IOException {
        assertThat(study.report(file).path("outcome").asText()).isEqualTo("done");
        assertThat(study.report(file).path("names_unread").valueStream().map(JsonNode::asText))
                .containsExactly(unread);
    }

    /** A word that no list has, and each another. */
    private static String name(int number) {
        return "xyrq" + (char) ('k' + number / 10) + (char) ('k' + number % 10);
    }
}
