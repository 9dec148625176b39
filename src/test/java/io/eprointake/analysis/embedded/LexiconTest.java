package io.eprointake.analysis.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A lexicon says how patients word things, not what one sentence of the labelled sets says. */
class LexiconTest {

    private static final Pattern NOT_PLAIN = Pattern.compile("[/*?@()\\[\\]|]|\\.\\.");

    /**
     * Shorter ones are names and idioms, "weight gain" or "hot all the time", and stand in many
     * sentences.
     *
     * @param phrase words of an English, characters of a Chinese phrase from which it is looked up
     */
    @ParameterizedTest
    @CsvSource({"ENGLISH, 5", "CHINESE, 6"})
    void nothingLongInItStandsInALabelledSentence(Language language, int phrase)
            throws IOException {
        List<String> looked = new ArrayList<>();
        for (String line : lines(language)) {
            if (line.startsWith("= ")) {
                Arrays.stream(line.substring(2).split(" \\| ", -1))
                        .filter(words -> !NOT_PLAIN.matcher(words).find())
                        .map(words -> Sentence.plain(language, words))
                        .filter(words -> length(language, words) >= phrase)
                        .forEach(looked::add);
            }
        }
        List<String> sentences =
                LabelledSentence.read(language.tag).stream()
                        .map(sentence -> " " + Sentence.plain(language, sentence.text()) + " ")
                        .toList();

        assertThat(looked)
                .hasSizeGreaterThan(3)
                .filteredOn(words -> sentences.stream().anyMatch(s -> stands(language, s, words)))
                .isEmpty();
    }

    private static boolean stands(Language language, String sentence, String words) {
        return sentence.contains(language == Language.CHINESE ? words : " " + words + " ");
    }

    private static int length(Language language, String words) {
        return language == Language.CHINESE ? words.length() : words.split(" ", -1).length;
    }

    private static List<String> lines(Language language) throws IOException {
        String file = "/analysis/embedded/" + language.tag + ".txt";
        try (InputStream in = Lexicon.class.getResourceAsStream(file)) {
            byte[] all = Objects.requireNonNull(in).readAllBytes();
            return new String(all, StandardCharsets.UTF_8).lines().toList();
        }
    }
}
