package io.eprointake.analysis.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A line break loses no red flag: neither inside a phrase nor behind a line that denies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LineBreaksTest {

    private static final List<String> DENIALS =
            List.of(
                    "no nausea",
                    "no pain",
                    "no more vomiting",
                    "no bleeding",
                    "no problems",
                    "no trouble",
                    "no side effects",
                    "no fever or chills",
                    "no headaches, no fever",
                    "not really",
                    "not at all",
                    "not too bad",
                    "never had this before",
                    "nausea none",
                    "nausea no",
                    "now I don't",
                    "without appetite",
                    "pain free",
                    "none",
                    "no",
                    "没有恶心",
                    "不恶心",
                    "恶心没有",
                    "没有呕吐",
                    "没有",
                    "没什么不舒服",
                    "恶心呕吐都没有",
                    "恶心不明显",
                    "没有问题",
                    "没恶心过");

    private static final List<String> STATEMENTS =
            List.of(
                    "chest pain at night",
                    "pain in my chest",
                    "blood in my stool",
                    "vomiting blood",
                    "I want to die",
                    "I fainted",
                    "can't breathe well",
                    "had a seizure",
                    "not sleeping, chills and fever, hearing voices",
                    "detached from my body and suicidal",
                    "胸口疼",
                    "发烧三十九度",
                    "大便带血",
                    "吐血",
                    "不想活了",
                    "喘不上气");

    private Phrasing phrasing;

    @BeforeAll
    void load() throws IOException {
        phrasing = new Phrasing();
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 24, 48})
    void noWidthTakesARedFlagFromALabelledSentence(int width) throws IOException {
        for (Language language : Language.values()) {
            for (LabelledSentence sentence : LabelledSentence.read(language.tag)) {
                String plain = sentence.text().replaceAll("\\s+", " ").strip();
                String wrapped = wrap(plain, width);
                assertThat(phrasing.flags(wrapped)).as(wrapped).containsAll(phrasing.flags(plain));
            }
        }
    }

    @Test
    void noLineThatDeniesTakesARedFlagFromItsNeighbours() {
        for (String statement : STATEMENTS) {
            String small = statement.toLowerCase(Locale.ROOT);
            Set<Topic> flags = phrasing.flags(small);
            assertThat(flags).as(small).isNotEmpty();
            for (String denial : DENIALS) {
                for (String text :
                        List.of(
                                denial + "\n" + statement,
                                denial + "\n" + small,
                                small + "\n" + denial,
                                denial + "\n" + small + "\n" + denial,
                                "slept ok\n" + denial + "\n" + small + "\n" + denial + "\ntired")) {
                    assertThat(phrasing.flags(text)).as(text).containsAll(flags);
                }
            }
        }
    }

    /** Breaks English between words and Chinese between any two characters. */
    static String wrap(String text, int width) {
        StringBuilder wrapped = new StringBuilder();
        int line = 0;
        for (String word : text.split(" |(?<=\\p{IsHan})(?=\\p{IsHan})", -1)) {
            boolean han = !wrapped.isEmpty() && !word.isEmpty() && word.codePointAt(0) >= 0x2E80;
            int wide = word.codePoints().map(c -> c >= 0x2E80 ? 2 : 1).sum();
            if (line > 0 && line + wide + (han ? 0 : 1) > width) {
                wrapped.append('\n');
                line = 0;
            } else if (line > 0 && !han) {
                wrapped.append(' ');
                line++;
            }
            wrapped.append(word);
            line += wide;
        }
        return wrapped.toString();
    }
}
