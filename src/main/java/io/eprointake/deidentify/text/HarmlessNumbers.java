package io.eprointake.deidentify.text;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers, measures, scores, times, visits, and codes too short to be anybody's. */
final class HarmlessNumbers {

    private static final Set<String> UNITS =
            Set.of(
                    "mg", "mcg", "mgs", "mcgs", "kg", "kgs", "g", "ug", "ng", "ga", "lb", "lbs",
                    "ml", "mls", "dl", "l", "mm", "cm", "m", "mmhg", "meq", "mmol", "iu", "u",
                    "units", "gy", "mci", "fr", "bpm", "h", "hr", "hrs", "hour", "hours", "d",
                    "day", "days", "wk", "wks", "week", "weeks", "mo", "mos", "month", "months",
                    "y", "yo", "yr", "yrs", "year", "years", "min", "mins", "s", "sec", "am", "pm",
                    "x", "xs", "k", "c", "f", "tab", "tabs", "cap", "caps", "puff", "puffs");

    private static final WordTable DOSES = new WordTable();

    static {
        UNITS.forEach(unit -> DOSES.add(TextPage.key(unit), 1));
    }

    private static final Pattern FORM =
            Pattern.compile(
                    """
                    (?x)
                      \\d{1,3}                                   # a count
                    | (?:19|20)\\d\\d(?:s|'s)?                     # a year
                    | \\d{1,5}[.,]\\d{1,4} | 0[.]0\\d{1,6}         # a measure
                    | \\d{1,2}[.]\\d{1,3}/\\d{1,2}[.]\\d{1,3}       # a compound
                    | \\d{1,3}(?:,\\d{3}){1,2}(?:\\.\\d+)?         # thousands
                    | (?:[1-9]\\d{0,2}|0)(?:[-:+x][1-9]\\d{0,2}) # a range, a ratio
                    | \\d{1,2}:\\d\\d(?::\\d\\d)?(?i:[ap]m)?         # a time
                    | \\d{1,3}(?:st|nd|rd|th)                  # an ordinal
                    | \\d-\\d-\\d                                # a schedule
                    | \\d{1,4}(?:\\.\\d{1,3})?(?:[-/]\\d{1,4}(?:\\.\\d{1,3})?)?(?i:%s)
                        (?:/(?i:\\d{0,3}[a-z]{1,4}))?              # with its unit
                    | (?i:q|x|g|gr|grade|day|week|visit|cycle|v|w|c|d|t|n|m|s|l|p|b|k|h|cd|il)\\d{1,2}
                        (?:(?i:[a-z])\\d{1,2})?(?:(?i:h|hrs?|d|wk?|min|w)|[a-c])? # q6h, C2D1, T2, CD4
                    | [A-Z]\\d{2}(?:\\.\\d{1,4})?                 # a code of the ICD-10
                    | [A-Z][A-Za-z]{1,4}[-]?\\d{1,2}[a-z]?      # B12, COVID-19, HbA1c
                    | (?i:[a-zµ]{1,4}/){1,2}1[.]73\\ ?m2? # by surface
                    | [CTL]\\d{1,2}[-/](?:[CTLS])?\\d{1,2}        # vertebrae
                    """
                            .formatted(String.join("|", UNITS)));

    private static final Pattern RATIO = Pattern.compile("(\\d{1,3})/(\\d{1,3})");
    private static final Pattern PARTS = Pattern.compile("[-/.:,_+#@]");

    /** What scores are out of, beyond ten, that days of a month are not told from. */
    private static final String MAXIMA = " 12 14 15 16 20 21 24 25 27 28 30 ";

    private static final int MOST_FIGURES_IN_PARTS = 4;

    private HarmlessNumbers() {}

    /** Whether what stands from here to there, with a digit in it, identifies nobody. */
    static boolean has(TextPage page, int from, int to, Harmless harmless) {
        if (isDose(page, from, to)) {
            return true;
        }
        String text = page.text(from, to);
        if (FORM.matcher(text).matches()) {
            return true;
        }
        Matcher ratio = RATIO.matcher(text);
        return ratio.matches()
                ? !mayBeDay(ratio.group(1), ratio.group(2))
                : isOfHarmlessParts(text, harmless);
    }

    /** 30mg: what most of them are, without a pattern. */
    private static boolean isDose(TextPage page, int from, int to) {
        int number = page.digits(from, 5);
        boolean unit = number - from < 5 && page.letters(number) == to;
        return unit && DOSES.get(page.key(number, to)) != 0;
    }

    /** 17/4 and 4/17, and not 120/80, 7/10 or 12/27. */
    private static boolean mayBeDay(String one, String other) {
        int a = Integer.parseInt(one);
        int b = Integer.parseInt(other);
        boolean dayFirst = a <= 31 && b <= 12 && a > b;
        boolean monthFirst = a <= 12 && b > 12 && b <= 31 && !MAXIMA.contains(" " + b + " ");
        boolean allDay = a == 24 && b == 7;
        return a > 0 && b > 0 && !allDay && (dayFirst || monthFirst);
    }

    /** 3-day, week_4, 150mg-tablets: each part by itself, if the numbers are small. */
    private static boolean isOfHarmlessParts(String text, Harmless harmless) {
        String[] parts = PARTS.split(text, -1);
        long figures = text.chars().filter(c -> c >= '0' && c <= '9').count();
        if (parts.length < 2 || figures > MOST_FIGURES_IN_PARTS) {
            return false;
        }
        for (String part : parts) {
            boolean known = part.length() < 2 || FORM.matcher(part).matches();
            boolean lower = !part.isEmpty() && Character.isLowerCase(part.charAt(0));
            TextPage word = new TextPage(part);
            boolean letters = word.letters(0) == word.length();
            if (!known && !(letters && (lower || harmless.has(word, 0, word.length())))) {
                return false;
            }
        }
        return true;
    }
}
