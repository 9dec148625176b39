package io.eprointake.deidentify.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.deidentify.text.LabelledText.Label;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Measures what is found, by type, prints the table, and keeps it as a floor. */
class ScrubberRecallTest {

    private static final List<String> SETS =
            List.of("zh_text", "zh_more", "zh_held_out", "en_text");

    /** As in the document: with sets so small, one lost is too many for most types. */
    private static final double FLOOR = 0.99;

    private static final int NAMES = English.GIVEN | English.SURNAME;

    private final Scrubber scrubber = new Scrubber(List.of()).lenient();

    /** How many of a type there are, and of how many every character went. */
    private static final class Score {
        private int all;
        private int found;

        double recall() {
            return (double) found / all;
        }
    }

    @Test
    void findsAtLeastWhatItFoundWhenItWasMeasured() throws IOException {
        List<String> table = new ArrayList<>();
        for (String set : SETS) {
            Map<String, Score> scores = new TreeMap<>();
            int extra = 0;
            for (LabelledText text : LabelledText.read(set)) {
                extra += count(text, scores);
            }
            scores.forEach((type, score) -> table.add(row(set, type, score)));
            table.add("%-12s %-18s %d spans".formatted(set, "beyond the labels", extra));
            assertThat(extra).as("spans beyond the labels in %s", set).isLessThanOrEqualTo(1);
            scores.forEach((type, score) ->
                    assertThat(score.recall())
                            .as("%s in %s", type, set)
                            .isGreaterThanOrEqualTo(FLOOR));
        }
        table.forEach(System.out::println);
        Files.createDirectories(Path.of("target"));
        Files.write(Path.of("target/deidentify-recall.txt"), table);
    }

    /** Of the words that names are drawn from, so many are in neither list of the scrubber. */
    @Test
    void halfOfTheEnglishNamesAreOnNoList() throws IOException {
        Set<String> words = new TreeSet<>();
        for (LabelledText text : LabelledText.read("en_text")) {
            for (Label label : text.labels()) {
                String span = text.text().substring(label.from(), label.to());
                if (label.type().endsWith("NAME")) {
                    words.addAll(List.of(span.split("[^\\p{L}'-]+", -1)));
                }
            }
        }
        words.removeIf(word -> word.length() < 3);
        assertThat(words).hasSize(97);
        long unlisted =
                words.stream()
                        .filter(word -> (English.of(TextPage.key(word)) & NAMES) == 0)
                        .count();
        assertThat((double) unlisted / words.size()).isBetween(0.4, 0.6);
    }

    private static String row(String set, String type, Score score) {
        return "%-12s %-18s %d of %d".formatted(set, type, score.found, score.all);
    }

    /** Adds to the scores; returns how many spans were taken that no label touches. */
    private int count(LabelledText text, Map<String, Score> scores) {
        BitSet gone = new BitSet();
        List<Span> spans = scrubber.spans(text.text());
        spans.forEach(span -> gone.set(span.from(), span.to()));
        BitSet labelled = new BitSet();
        for (Label label : text.labels()) {
            labelled.set(label.from(), label.to());
            Score score = scores.computeIfAbsent(label.type(), _ -> new Score());
            score.all++;
            score.found += gone.nextClearBit(label.from()) >= label.to() ? 1 : 0;
        }
        return (int)
                spans.stream()
                        .filter(span -> labelled.get(span.from(), span.to()).isEmpty())
                        .count();
    }
}
