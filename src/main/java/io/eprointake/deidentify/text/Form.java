package io.eprointake.deidentify.text;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An identifier of one form; a line of {@code recognizers.yaml}, which says what is what.
 *
 * @param starts what it begins with
 * @param cues what stands before it; either these or {@code starts}
 * @param digits how many it has at the least; this and the next three spare most trials
 * @param length with how many letters and digits in a row it begins, at the least
 * @param has a sign that it has
 * @param then the signs of which one stands behind those letters and digits, or behind its first
 *     sign
 */
record Form(
        Kind kind,
        List<String> starts,
        List<String> cues,
        String pattern,
        int digits,
        int length,
        @Nullable String has,
        @Nullable String then,
        @Nullable CheckDigits check) {

    /** What may stand between a cue and its value. */
    private static final String BETWEEN =
            "(?i:[ \\t]?(?:(?:number|no|nr|num|id|code|is|was|ending)(?![a-z])|是|为|号码?|卡|证|[:#=./()?-])){0,5}"
                    + "[ \\t]?";

    private static final String WHOLE = "(?![A-Za-z0-9])";

    /** How far from a trigger the digits and the sign are that it says it has. */
    private static final int NEAR = 48;

    /** How far from its trigger anything ends: what makes the time linear. */
    private static final int REACH = 160;

    Form {
        starts = starts == null ? List.of() : List.copyOf(starts);
        cues = cues == null ? List.of() : List.copyOf(cues);
    }

    /**
     * What is tried at a trigger.
     *
     * @param cues those of its cues that begin with the trigger; none if it is a start
     */
    Pattern compiled(Map<String, String> parts, List<String> cues) {
        String value = pattern;
        // Twice, for a part may have another in it.
        for (int i = 0; i < 2; i++) {
            for (var part : parts.entrySet()) {
                value = value.replace("{" + part.getKey() + "}", part.getValue());
            }
        }
        String before =
                cues.stream()
                        .sorted((one, other) -> other.length() - one.length())
                        .map(Form::cue)
                        .collect(Collectors.joining("|", "(?i:", ")" + BETWEEN));
        if (!value.contains("(?<value>")) {
            value = "(?<value>" + value + ")";
        }
        return Pattern.compile((cues.isEmpty() ? "" : before) + value + WHOLE);
    }

    /** A cue is a word of its own, but for a number that is written onto it. */
    private static String cue(String words) {
        boolean letter = TextPage.fold(words.charAt(words.length() - 1)) != 0;
        String spaced = Pattern.quote(words).replace(" ", "\\E[ .]{1,2}\\Q");
        return letter ? spaced + "(?![a-z])" : spaced;
    }

    /**
     * Whether it is worth a trial at a trigger.
     *
     * @param row how many letters and digits stand there in a row
     */
    boolean mayBe(TextPage page, int at, int row) {
        return length <= row
                && digits <= page.runs().figures()
                && (then == null || Links.in(page.at(at + Math.max(row, 1)), then))
                && hasDigits(page, at)
                && (has == null || page.read().indexOf(has, at, near(page, at)) >= 0);
    }

    private static int near(TextPage page, int at) {
        return Math.min(at + NEAR, page.length());
    }

    static int row(TextPage page, int at) {
        int end = at;
        while (end - at < NEAR && page.word(end)) {
            end++;
        }
        return end - at;
    }

    private boolean hasDigits(TextPage page, int at) {
        int end = near(page, at);
        int left = digits;
        for (int i = at; i < end && left > 0; i++) {
            left -= page.digit(i) ? 1 : 0;
        }
        return left == 0;
    }

    /** Where what was found ends, if it begins at this place; else {@link TextPage#NONE}. */
    int find(TextPage page, int at, Pattern compiled, FoundSpans found) {
        String text = page.read();
        Matcher matcher = matcher(compiled, text, at);
        if (!matcher.lookingAt()) {
            return TextPage.NONE;
        }
        int from = matcher.start("value");
        int end = checked(compiled, text, from, matcher.end("value"));
        boolean date = !cues.isEmpty() && DatesInText.numeric(page, from) == end;
        if (end == TextPage.NONE || date) {
            return TextPage.NONE;
        }
        found.add(from, end, kind);
        return end;
    }

    /** A matcher of what begins at this place. */
    static Matcher matcher(Pattern pattern, String text, int at) {
        return pattern.matcher(text)
                .region(at, Math.min(at + REACH, text.length()))
                .useTransparentBounds(true)
                .useAnchoringBounds(false);
    }

    /** Past its own end a number in groups may have taken a word for a group. */
    private int checked(Pattern compiled, String text, int from, int end) {
        int last = end;
        while (last > from && !checked(compiled, text.substring(from, last))) {
            last = text.lastIndexOf(' ', last - 1);
        }
        return last > from ? last : TextPage.NONE;
    }

    private boolean checked(Pattern compiled, String written) {
        return check == null || (check.pass(written) && compiled.matcher(written).matches());
    }
}
