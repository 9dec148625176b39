package io.eprointake.deidentify.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is looked for alone: the names of a run, where no other recognizer sees them. */
class KnownNamesTest {

    private final Tally tally = new Tally();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Ann Wunschmann     | the wunschmann family is visiting | the [NAME] family is visiting",
                "Ann Wunschmann     | WUNSCHMANN'S SON                  | [NAME]'S SON",
                "Jürgen Müllhaupt   | jurgen mullhaupt called           | [NAME] [NAME] called",
                "Siobhan O'Hrafnn   | seen with o'hrafnn                | seen with [NAME]",
                "Siobhan O'Hrafnn   | seen with ohrafnn                 | seen with [NAME]",
                "Maude482 Xyra504   | xyra rang, then xyra504           | [NAME] rang, then [NAME]",
                "Joy Long           | long, joy was here                | [NAME] was here",
                "Joy Long           | saw Joy Long                      | saw [NAME]",
                "'Long, Joy'        | saw joy long                      | saw [NAME]",
                "Joy Anne Long      | saw joy long                      | saw [NAME]",
                "Joy Long           | saw Joy A. Long                   | saw [NAME]",
                "Joy Wunschmann     | joy wunschmann and joy            | [NAME] and joy",
                "Rose123 Park       | rose123 slept, rose slept         | [NAME] slept, rose slept",
                "Lu Park            | saw Lu Park                       | saw [NAME]",
                "Will Cook          | saw Will Cook                     | saw [NAME]",
                "Joan Park          | joan park felt faint              | [NAME] felt faint",
            })
    void aNameGoesInWhateverCaseAndOrder(String name, String text, String scrubbed) {
        assertThat(scrub(knowing(List.of(List.of(name))), text)).isEqualTo(scrubbed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Joy Long          | joy slept for a long time",
                "Joy Long          | it took long. Joy came back",
                "Joy Long          | joy a long time ago",
                "Will Cook         | she will cook dinner",
                "So Young          | she is so young",
                "Li Na             | Li, Na and K were low",
                "May Park          | you may park here, May 3",
                "Unknown Patient   | an unknown patient called",
                "N/A               | n/a",
                "Ann Parkinson     | parkinson's disease, Parkinson disease",
                "Ann de la Wunsch  | de la",
                "Xyra504           | xyra50411, 1xyra, xyraphone",
            })
    void whatIsAWordBesidesStaysWhereItIsAlone(String name, String text) {
        assertThat(scrub(knowing(List.of(List.of(name))), text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "王丽华,    昨天王丽华来过,    昨天[NAME]来过",
        "王丽华,    昨天丽华来过,      昨天[NAME]来过",
        "王丽,      和王丽一起,        和[NAME]一起",
        "王 丽华,   昨天王丽华来过,    昨天[NAME]来过",
        "欧阳晓丹,  欧阳晓丹说,        [NAME]说",
        "張偉強,    张伟强说,          [NAME]说",
        "阿依古丽·买买提, 阿依古丽说,  [NAME]说",
    })
    void aChineseNameGoes(String name, String text, String scrubbed) {
        assertThat(scrub(knowing(List.of(List.of(name))), text)).isEqualTo(scrubbed);
    }

    @ParameterizedTest
    @CsvSource({
        "高明,   症状提高明显",
        "王国庆, 国庆放假",
        "高兴,   我很高兴",
        "患者,   患者头痛",
        "不详,   原因不详",
        "李医生, 李医生和医生",
        "王某某, 某某",
        "王,     王",
    })
    void aChineseWordStays(String name, String text) {
        assertThat(scrub(knowing(List.of(List.of(name))), text)).isEqualTo(text);
    }

    @Test
    void twoColumnsOfARowAreOneName() {
        KnownNames known = knowing(List.of(List.of("Joy", "Long"), List.of("王", "丽华")));
        assertThat(scrub(known, "joy long and 王丽华")).isEqualTo("[NAME] and [NAME]");
    }

    @Test
    void twoRowsAreTwoPersons() {
        assertThat(scrub(knowing(List.of(List.of("Joy Park"), List.of("Rose Long"))), "joy long"))
                .isEqualTo("joy long");
    }

    /** A register of a hundred thousand has somebody of nearly every name. */
    @Test
    void noEverydayWordGoesBecauseSomebodyIsCalledSo() {
        List<String> words = new ArrayList<>();
        WordLists.read("en/harmless.txt")
                .forEach(
                        (heading, all) -> words.addAll(heading.equals("eponym") ? List.of() : all));
        WordLists.read("en/clinical.txt").values().forEach(words::addAll);
        WordLists.read("en/words.txt").values().forEach(words::addAll);
        words.addAll(Set.of("Pain", "May", "Long", "Park", "Unknown", "N/A", "Nausea"));
        KnownNames known = knowing(words.stream().map(List::of).toList());

        assertThat(words).hasSizeGreaterThan(50_000);
        assertThat(words).filteredOn(word -> !scrub(known, word).equals(word)).isEmpty();
        assertThat(known.size()).isZero();
    }

    @Test
    void noChineseWordGoesEither() {
        List<String> words = WordLists.read("zh/words.txt").getOrDefault("", List.of());
        KnownNames known = knowing(words.stream().map(List::of).toList());

        assertThat(words).hasSizeGreaterThan(5_000);
        assertThat(words).filteredOn(word -> !scrub(known, word).equals(word)).isEmpty();
    }

    /** They are surnames; a disease is named after them where it stands behind. */
    @Test
    void aDiseaseKeepsTheNameOfItsDiscoverer() {
        List<String> eponyms = WordLists.read("en/harmless.txt").getOrDefault("eponym", List.of());
        assertThat(eponyms).hasSizeGreaterThan(100);
        KnownNames known = knowing(eponyms.stream().map(List::of).toList());

        assertThat(eponyms)
                .filteredOn(one -> !scrub(known, one + " disease").startsWith(one))
                .isEmpty();
    }

    @Test
    void theStudysOwnWordsStay() {
        var names = new KnownNames.Builder(List.of("Wunschmann"), 10);
        names.add(List.of("Ann Wunschmann"));
        assertThat(scrub(names.build(), "the wunschmann stent")).isEqualTo("the wunschmann stent");
    }

    @Test
    void whatIsLongerThanANameIsNone() {
        String text = "wunschmann ".repeat(30);
        assertThat(knowing(List.of(List.of(text))).size()).isZero();
    }

    @Test
    void noMoreAreKeptThanTheMostAndTheOthersAreCounted() {
        var names = new KnownNames.Builder(List.of(), 100);
        IntStream.range(0, 150).forEach(i -> names.add(List.of(name(i))));
        names.add(List.of(name(0)));
        KnownNames known = names.build();

        assertThat(known.size()).isEqualTo(100);
        assertThat(names.unknown()).isEqualTo(50);
        assertThat(scrub(known, name(99))).isEqualTo("[NAME]");
        assertThat(scrub(known, name(100))).isEqualTo(name(100));
    }

    /**
     * Fifty notes by somebody who knew what is promised and not the code, each with the register of
     * its run. Those left are "will young" in small letters, which is as well two other words, and
     * PARK MIN JUN, of which no word is a name and nothing else; 海洋公园 goes as a place.
     */
    @Test
    void aStrangersNotesLoseTheNamesAndKeepTheWords() throws IOException {
        List<String> left = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        int lines = 0;
        try (var in = KnownNamesTest.class.getResourceAsStream("/deidentify/names.jsonl");
                MappingIterator<JsonNode> all =
                        new ObjectMapper().readerFor(JsonNode.class).readValues(in)) {
            while (all.hasNext()) {
                JsonNode line = all.next();
                lines++;
                String out = withNamesOf(line).scrub(line.at("/text").asText(), List.of(), tally);
                left.addAll(strings(line.at("/gone")).filter(out::contains).toList());
                lost.addAll(strings(line.at("/kept")).filter(kept -> !out.contains(kept)).toList());
            }
        }
        assertThat(lines).isEqualTo(50);
        assertThat(left)
                .containsExactlyInAnyOrder(
                        "will young", "to will", "young today", "Yesterday PARK", "MIN JUN");
        assertThat(lost).containsExactly("海洋公园");
    }

    private static Scrubber withNamesOf(JsonNode line) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(strings(line.at("/columns")).toList());
        line.at("/others").forEach(row -> rows.add(strings(row).toList()));
        return new Scrubber(List.of()).lenient().knowing(knowing(rows));
    }

    private static Stream<String> strings(JsonNode of) {
        return of.valueStream().map(JsonNode::asText);
    }

    /** A word that no list has, and each another. */
    private static String name(int number) {
        var word = new StringBuilder("xyrq");
        for (int rest = number + 1_000; rest > 0; rest /= 10) {
            word.append((char) ('k' + rest % 10));
        }
        return word.toString();
    }

    private static KnownNames knowing(List<List<String>> rows) {
        var names = new KnownNames.Builder(List.of(), KnownNames.MOST);
        rows.forEach(names::add);
        return names.build();
    }

    private static String scrub(KnownNames known, String text) {
        TextPage page = new TextPage(text);
        FoundSpans found = new FoundSpans();
        known.find(page, found);
        return found.scrubbed(page, new Tally());
    }
}
