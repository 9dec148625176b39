package io.eprointake.deidentify.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.validator.routines.DomainValidator;

/**
 * E-mail addresses written for people: {@code karl dot weber at example dot com}, {@code karl (at)
 * example [dot] com}, {@code karl . weber @ example . com}. The word "at" alone says nothing,
 * unless there is a "dot" after it.
 */
final class SpokenEmails implements Recognizer {

    /** How far an address goes to either side of its "at". */
    private static final int REACH = 80;

    private static final String DOT =
            "(?:\\.| \\. | ?[(\\[{<] ?(?:dot|punkt|point|点|\\.) ?[)\\]}>] ?| (?:dot|punkt) |点)";

    private static final String SPOKEN_DOT = "(?: ?[(\\[{<] ?dot ?[)\\]}>] ?| dot )";

    private static final String PART = "[A-Za-z0-9][A-Za-z0-9-]{0,40}";

    private static final String SIGN =
            " ?[(\\[{<_] ?(?:at|@|艾特) ?[)\\]}>_] ?| ?@ ?| ?艾特 ?| ?#at# ?";

    private static final Pattern HOST =
            Pattern.compile(
                    "(?i:(?:"
                            + SIGN
                            + ")(?<host>"
                            + PART
                            + "(?:"
                            + DOT
                            + PART
                            + "){1,4})| at (?<said>"
                            + PART
                            + "(?:"
                            + SPOKEN_DOT
                            + PART
                            + "){1,4}))(?![A-Za-z0-9])");

    private static final Pattern LOCAL =
            Pattern.compile(
                    "(?i:(?:[\\w+-]{1,40}(?:"
                            + DOT
                            + "| (?:underscore|dash|hyphen) )){0,4}[\\w+-]{1,40})$");

    private static final long AT = TextPage.key("at");
    private static final long A_DOT = TextPage.key("dot");

    private static final Pattern LAST = Pattern.compile("[A-Za-z]{2,}$");

    @Override
    public void find(TextPage page, FoundSpans found) {
        Runs runs = page.runs();
        for (int run = 0; run < runs.size(); run++) {
            int at = runs.to(run);
            boolean word = at - runs.from(run) == 2 && runs.key(run) == AT;
            boolean alone = word && !page.digit(at) && !page.digit(at - 3);
            if (alone && (!isSpaced(page, at) || isDotted(runs, run))) {
                address(page, at - 2, found);
            }
        }
        signs(page, "@", found);
        signs(page, "艾特", found);
    }

    private static void signs(TextPage page, String sign, FoundSpans found) {
        String text = page.read();
        for (int at = text.indexOf(sign, 1); at > 0; at = text.indexOf(sign, at + 1)) {
            if (!isWritten(page, at, found)) {
                address(page, at, found);
            }
        }
    }

    /** Whether it is in an address found already, which no spoken dot goes on from. */
    private static boolean isWritten(TextPage page, int at, FoundSpans found) {
        int from = at;
        while (page.word(from - 1) || Links.in(page.at(from - 1), "._+-")) {
            from--;
        }
        int end = at + 1;
        while (page.word(end) || Links.in(page.at(end), ".-")) {
            end++;
        }
        while (Links.in(page.at(end - 1), ".-")) {
            end--;
        }
        boolean blank = page.is(from - 1, ' ');
        boolean before = Links.in(page.at(from - (blank ? 2 : 1)), ")]}>.点tehnTEHN");
        blank = page.is(end, ' ');
        boolean after = Links.in(page.at(blank ? end + 1 : end), blank ? "([{<.dpDP" : "([{<点");
        return !before && !after && found.has(Kind.EMAIL, from, end);
    }

    private static boolean isSpaced(TextPage page, int at) {
        return page.is(at, ' ') && page.is(at - 3, ' ');
    }

    /** Whether a "dot" comes soon: what else is there to tell an address from a place or a time. */
    private static boolean isDotted(Runs runs, int at) {
        int next = at + 1;
        while (next < runs.size() && runs.from(next) - runs.to(at) < REACH) {
            if (runs.key(next++) == A_DOT) {
                return true;
            }
        }
        return false;
    }

    private static void address(TextPage page, int at, FoundSpans found) {
        int sign = at;
        while (at - sign < 3 && Links.in(page.at(sign - 1), " ([{<_#")) {
            sign--;
        }
        int start = Math.max(0, sign - REACH);
        String before = page.text(start, sign);
        String after = page.text(sign, Math.min(page.length(), at + REACH));
        Matcher host = HOST.matcher(after);
        if (!host.lookingAt() || !top(host.group())) {
            return;
        }
        Matcher local = LOCAL.matcher(before);
        if (local.find()) {
            found.add(start + local.start(), sign + host.end(), Kind.EMAIL);
        }
    }

    private static boolean top(String host) {
        Matcher last = LAST.matcher(host);
        return last.find() && DomainValidator.getInstance().isValidTld(last.group());
    }
}
