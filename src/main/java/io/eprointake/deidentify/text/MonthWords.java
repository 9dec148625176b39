package io.eprointake.deidentify.text;

import java.time.DayOfWeek;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of months and days of the week in many languages, and what people write between a day and
 * its month: a cell with them is read as its English form. Source: the CLDR data of the JDK.
 */
final class MonthWords {

    private static final List<String> LANGUAGES =
            List.of(
                    "en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs",
                    "sk", "hu", "ro", "tr", "ru", "uk", "bg", "el", "th", "vi", "id", "ms", "ar",
                    "he", "fa", "hi", "ja", "ko");

    private static final List<TextStyle> STYLES =
            List.of(
                    TextStyle.FULL,
                    TextStyle.FULL_STANDALONE,
                    TextStyle.SHORT,
                    TextStyle.SHORT_STANDALONE);

    private static final Set<String> BETWEEN =
            Set.of("of", "the", "de", "del", "do", "le", "den", "der", "am", "r", "г", "года");

    private static final List<String> ORDINALS =
            List.of(
                    "first",
                    "second",
                    "third",
                    "fourth",
                    "fifth",
                    "sixth",
                    "seventh",
                    "eighth",
                    "ninth",
                    "tenth",
                    "eleventh",
                    "twelfth",
                    "thirteenth",
                    "fourteenth",
                    "fifteenth",
                    "sixteenth",
                    "seventeenth",
                    "eighteenth",
                    "nineteenth",
                    "twentieth");

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}]+\\.?");

    private static final Set<String> MONTHS = new HashSet<>();
    private static final Set<String> LEFT_OUT = new HashSet<>(BETWEEN);

    static {
        for (String language : LANGUAGES) {
            Locale locale = Locale.forLanguageTag(language);
            for (TextStyle style : STYLES) {
                for (Month month : Month.values()) {
                    add(MONTHS, month.getDisplayName(style, locale));
                }
                for (DayOfWeek day : DayOfWeek.values()) {
                    add(LEFT_OUT, day.getDisplayName(style, locale));
                }
            }
        }
        LEFT_OUT.removeAll(MONTHS);
    }

    private MonthWords() {}

    /** The cell with its month in English, its ordinal as a number, and no word between. */
    static String inEnglish(String cell) {
        Matcher word = WORD.matcher(cell);
        var english = new StringBuilder();
        boolean month = false;
        while (word.find()) {
            String folded = folded(word.group());
            int ordinal = ORDINALS.indexOf(folded);
            boolean isMonth = !month && MONTHS.contains(folded);
            month |= isMonth;
            String other =
                    isMonth
                            ? "MAR"
                            : ordinal >= 0
                                    ? Integer.toString(ordinal + 1)
                                    : LEFT_OUT.contains(folded) ? "" : word.group();
            word.appendReplacement(english, Matcher.quoteReplacement(other));
        }
        word.appendTail(english);
        return month ? english.toString().strip() : cell;
    }

    private static void add(Set<String> words, String name) {
        String folded = folded(name);
        if (folded.length() >= 2 && WORD.matcher(folded).matches()) {
            words.add(folded);
        }
    }

    private static String folded(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
