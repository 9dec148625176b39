package io.eprointake.analysis.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in, reading the layout ends soon and loses no word. */
class LayoutBoundsTest {

    private static final int LENGTH = 10_000;

    private static final String[] PARTS = {
        "a",
        "Chest",
        "pain",
        "no",
        "39.5",
        "疼",
        "没有",
        "，",
        ".",
        ":",
        " ",
        "  ",
        "\n",
        "\r\n",
        "\f",
        "\u0085",
        "\u2028",
        "\n\n",
        "-",
        "- ",
        "-\n",
        "*",
        "**",
        "_",
        "~~",
        "`",
        "<3",
        "<",
        ">",
        "< ",
        "&",
        "&amp;",
        "&#x110000;",
        "&#;",
        "&lt",
        ";",
        "\u00ad",
        "\u200b",
        "\ufeff",
        "\ud83d\ude00",
        "\ud800",
        "(",
        "1) ",
        "①",
        "|",
        "\u000b",
        "\u0000"
    };

    @Test
    void neverThrowsAndLosesNoLetterOrDigit() {
        Random random = new Random(7);
        for (int round = 0; round < 5_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                text.append(PARTS[random.nextInt(PARTS.length)]);
            }
            String shown = Markup.shown(text.toString());

            assertThat(words(Layout.of(shown))).as(text.toString()).isEqualTo(words(shown));
            if (text.indexOf("&") < 0) {
                assertThat(words(shown)).as(text.toString()).isEqualTo(words(text.toString()));
                assertThat(Markup.shown(shown)).as(text.toString()).isEqualTo(shown);
            }
            assertThat(Splitter.split(text.toString(), 400)).hasSizeLessThanOrEqualTo(400);
        }
    }

    private static String words(String text) {
        return text.replaceAll("[^\\p{L}\\p{N}]", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I slept well, and 2 * 3 * 4 pills_a_day are ~5 < 6.",
                "snake_case stays, and so do 2*3*4 and *** and a lone * or _ or `",
                "temp < 38 and > 36, BP 120/80 <chest pain> <3",
                "昨天头疼，今天好了。"
            })
    void plainWordsStayAsTheyAre(String text) {
        assertThat(Layout.of(Markup.shown(text))).isEqualTo(text + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a", " ", "<", "<b", "<b ", "<b a=", "<b a=\"", "<b a=1 ", "<p a='", "<!--",
                "<style>", "<br> ", "<br", "*", "*a", "* a*", "**a", "_", "_a ", "`", "~~a", "~~",
                "&", "&a", "&;", ":", ": ", "no ", ":no ", "- ", " -", "-", "\n", "\r\n", "a\n",
                "-\n", "a-\na", "\u00ad", "\u00ad ", "\u200b", "(", "1", "(1", "没", "没有", "疼\n",
                "\f", "\f ", " \u000b", "could ", "can "
            })
    void readsAsOftenAsTheTextIsLong(String part) throws IllegalAccessException {
        String once = part.repeat(LENGTH / part.length());
        for (Pattern pattern : patterns()) {
            long reads = reads(pattern, once);
            // Twice as long is twice as much: anything that tries again from each place is four
            // times.
            assertThat(reads(pattern, once + once))
                    .as("%s on %s", pattern, part)
                    .isLessThanOrEqualTo(reads * 5 / 2 + LENGTH);
        }
    }

    private static List<Pattern> patterns() throws IllegalAccessException {
        List<Pattern> patterns = new ArrayList<>();
        for (Class<?> reader :
                List.of(Markup.class, Layout.class, Sentence.class, Splitter.class)) {
            for (Field field : reader.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == Pattern.class) {
                    field.setAccessible(true);
                    patterns.add((Pattern) field.get(null));
                }
            }
        }
        assertThat(patterns).hasSizeGreaterThan(15);
        return patterns;
    }

    /** How often a pattern looks at a character while it finds all it can. */
    private static long reads(Pattern pattern, String text) {
        Counted counted = new Counted(text);
        var found = pattern.matcher(counted);
        while (found.find()) {
            counted.reads++;
        }
        return counted.reads;
    }

    private static final class Counted implements CharSequence {
        private final String text;
        private long reads;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            reads++;
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
