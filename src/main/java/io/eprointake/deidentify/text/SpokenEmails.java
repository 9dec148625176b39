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

    private static final Pattern LAST = Pattern.compile("[A-Za-z]{2,}$");

    @Override
    public void find(Cursor page, Findings found) {
        char[] chars = page.chars();
        for (int i = 1; i < chars.length; i++) {
            char c = chars[i];
            boolean word = (c == 'a' || c == 'A') && Links.in(page.at(i + 1), "tT");
            boolean at = word && !page.word(i - 1) && !page.word(i + 2);
            if (at || c == '@' || (c == '艾' && page.is(i + 1, '特'))) {
                address(page, i, found);
            }
        }
    }

    private static void address(Cursor page, int at, Findings found) {
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
