package io.eprointake.analysis.embedded;

import io.eprointake.report.PlainText;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.springframework.web.util.HtmlUtils;

/**
 * Reads a text as what it shows: without HTML's tags, entities, markdown's emphasis and invisible
 * characters. What breaks a line there breaks one here.
 *
 * <p>Every quantifier is possessive or bounded, so that reading takes time that is linear in the
 * text.
 */
final class Markup {

    private static final String INLINE =
            "a|abbr|b|bdi|bdo|big|cite|code|del|em|font|i|img|ins|kbd|label|mark|o:p|q|s|samp|small"
                    + "|span|strike|strong|sub|sup|tt|u|wbr";
    private static final String BLOCK =
            "address|article|blockquote|body|center|dd|div|dl|dt|footer|form|h[1-6]|head|header|hr|html"
                    + "|li|main|ol|p|pre|section|table|tbody|tfoot|thead|tr|ul";

    /** Only names that HTML has: "temp <38" and "<chest pain>" are words. */
    private static final Pattern TAG =
            Pattern.compile(
                    "</?+(?:("
                            + INLINE
                            + ")|(br)|(t[dh])|"
                            + BLOCK
                            + ")"
                            + "(?:\\s++[\\w:-]{1,40}+\\s*+=\\s*+"
                            + "(?:\"[^\"<]{0,2000}+\"|'[^'<]{0,2000}+'|[^\\s\"'<>]{1,500}+)){0,30}+"
                            + "\\s*+/?+>",
                    Pattern.CASE_INSENSITIVE);

    private static final Pattern NEVER_SHOWN =
            Pattern.compile(
                    "(?is)<!--.{0,2000}?-->|<(style|script|title)\\b[^<>]{0,500}+>.{0,2000}?</\\1>");

    /** What HTML shows as one line break is written as two. */
    private static final Pattern BROKEN_TWICE =
            Pattern.compile("(<br\\s{0,9}+/?+>)[ \\t]*+(?:\\r\\n|\\n)", Pattern.CASE_INSENSITIVE);

    private static final Pattern EMPHASIS =
            Pattern.compile(
                    "(?<![*\\d])(\\*{1,3}+)(?![\\s*])([^*]{1,500}+)(?<!\\s)\\1(?![*\\d])"
                            + "|(?<![_\\p{L}\\p{N}&&[^\\p{IsHan}]])(_{1,2}+)(?![\\s_])([^_]{1,500}+)(?<!\\s)"
                            + "\\3(?![_\\p{L}\\p{N}&&[^\\p{IsHan}]])"
                            + "|~~(?![\\s~])([^~]{1,500}+)(?<!\\s)~~"
                            + "|(`{1,3}+)([^`]{1,500}+)\\6");

    /** Bold around italic, and code or a strike in it. */
    private static final int NESTED = 3;

    /** At a line's end a soft hyphen is seen. */
    private static final Pattern SEEN = Pattern.compile("\u00ad(?=[ \\t]{0,9}+(?:\\R|$))");

    private Markup() {}

    static String shown(String text) {
        // Twice, as a gateway that escapes text shows its tags as "&lt;b&gt;".
        String shown = untagged(HtmlUtils.htmlUnescape(untagged(text)));
        for (int i = 0; i < NESTED; i++) {
            shown = EMPHASIS.matcher(shown).replaceAll("$2$4$5$7");
        }
        return visible(SEEN.matcher(shown).replaceAll("-"));
    }

    /** Controls stay: they break lines, and part words. */
    private static String visible(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> Character.isISOControl(c) || !PlainText.invisible(c))
                .forEach(visible::appendCodePoint);
        return visible.toString();
    }

    private static String untagged(String text) {
        if (text.indexOf('<') < 0) {
            return text;
        }
        String shown = NEVER_SHOWN.matcher(text).replaceAll("");
        shown = BROKEN_TWICE.matcher(shown).replaceAll("$1");
        return TAG.matcher(shown).replaceAll(Markup::shown);
    }

    private static String shown(MatchResult tag) {
        if (tag.group(1) != null) {
            return "";
        }
        if (tag.group(2) != null) {
            return "\n";
        }
        return tag.group(3) != null ? " | " : "\n\n";
    }
}
