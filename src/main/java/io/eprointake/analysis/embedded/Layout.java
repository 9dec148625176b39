package io.eprointake.analysis.embedded;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells the line breaks that are only layout from those that end a statement.
 *
 * <p>Nobody can tell them all apart: "no nausea" and "chest pain" on two lines are two statements,
 * "I have no" and "chest pain" are one. So a break is one of three things. A paragraph's end, and
 * what comes before a list's item or a line that begins with a capital, ends the sentence: it
 * becomes {@code \n}. Where punctuation stands a break adds nothing: it becomes a blank. Any other
 * is {@link #WRAP} or {@link #LINE}: phrases reach over it, and a denial only when it cannot end
 * there, see {@link Negation}.
 */
final class Layout {

    /** A break in lines that are as full as a machine makes them. */
    static final char WRAP = '\u000b';

    /** A break that a person made, or nobody knows who; it also ends the clause. */
    static final char LINE = '\f';

    private static final Pattern BREAK = Pattern.compile("\\R");

    /** Characters that cut clauses or sentences themselves. */
    private static final String CUTS = ".!?;,:…。！？；，：、()（）[]\"“”&+*=~|•·>";

    private static final String ENDS = ".!?;…。！？；";

    private static final Pattern ITEM =
            Pattern.compile(
                    "[-*+•·●○◦‣▪■□☐☑☒✓✔✗✘–—#]|\\[[ xX]?+]|[(（]?+\\p{Nd}{1,2}+(?:[)）、]|[.．](?!\\p{Nd}))"
                            + "|[(（]?+[A-Za-z][)）]|[①-⑳㈠-㈩]|[一二三四五六七八九十]{1,2}+[、.．]");

    private static final Pattern ENGLISH = Pattern.compile("[A-Za-z]{2}");
    private static final Pattern CHINESE = Pattern.compile("\\p{IsHan}");
    private static final Pattern CAPITAL = Pattern.compile("\\p{Lu}\\p{Ll}");
    private static final Pattern SMALL_WORD = Pattern.compile("(?<!\\p{L})\\p{Ll}");

    /** "Nausea: no", "Any fever? yes", or no more than "no": what comes next is another matter. */
    private static final Pattern ANSWERED =
            Pattern.compile(
                    "(?i)(?:^|[:：?？=\\-–—])\\s*+(?:yes|no|none|nil|never|negative|not at all|y|n|没有|没|无|有|否|是)"
                            + "\\p{Z}*+$");

    /** Words that a line which goes on ends with, whatever the next begins with. */
    private static final Set<String> UNFINISHED =
            Set.of(
                    "a", "an", "and", "at", "by", "every", "for", "from", "her", "his", "in",
                    "last", "my", "of", "on", "or", "our", "since", "the", "their", "this", "to",
                    "with", "your");

    /** Characters, a Chinese one counted as two: in narrower lines nothing is wrapped. */
    private static final int NARROWEST = 20;

    private static final Pattern FIRST_WORD =
            Pattern.compile("\\p{IsHan}\\p{P}*+|[^\\s\\p{IsHan}]++");

    private Layout() {}

    /** The text with its line breaks told apart. */
    static String of(String text) {
        List<String> lines = BREAK.splitAsStream(text).map(String::strip).toList();
        boolean capitalsTell = SMALL_WORD.matcher(text).find();
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (int to = 1; to <= lines.size(); to++) {
            if (to == lines.size() || apart(lines.get(to - 1), lines.get(to), capitalsTell)) {
                join(lines.subList(from, to), out);
                from = to;
            }
        }
        return out.toString();
    }

    private static boolean apart(String line, String next, boolean capitalsTell) {
        return line.isEmpty()
                || next.isEmpty()
                || ITEM.matcher(next).lookingAt()
                || ANSWERED.matcher(line).find()
                || ANSWERED.matcher(next).lookingAt()
                || (english(line) && chinese(next))
                || (chinese(line) && english(next))
                || (capitalsTell && CAPITAL.matcher(next).lookingAt() && !unfinished(line));
    }

    /** Two languages are two statements: a sentence of both is read less well in either. */
    private static boolean english(String line) {
        return ENGLISH.matcher(line).find() && !chinese(line);
    }

    private static boolean chinese(String line) {
        return CHINESE.matcher(line).find();
    }

    private static boolean unfinished(String line) {
        String word = line.substring(line.lastIndexOf(' ') + 1);
        return UNFINISHED.contains(word.toLowerCase(Locale.ROOT));
    }

    private static void join(List<String> lines, StringBuilder out) {
        char mark = full(lines) ? WRAP : LINE;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String next = i + 1 < lines.size() ? lines.get(i + 1) : "";
            if (next.isEmpty()) {
                out.append(line).append('\n');
            } else if (cut(line, next)) {
                out.append(line, 0, line.length() - 1).append(Sentence.CUT);
            } else {
                out.append(line).append(punctuated(line, next) ? ' ' : mark);
            }
        }
    }

    /** Whether the first word of each line would have made the line before it the longest. */
    private static boolean full(List<String> lines) {
        int longest = lines.stream().mapToInt(Layout::columns).max().orElse(0);
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i - 1);
            Matcher word = FIRST_WORD.matcher(lines.get(i));
            int wide = word.find() ? columns(word.group()) : 0;
            if (ENDS.indexOf(last(line)) < 0 && columns(line) + 1 + wide <= longest) {
                return false;
            }
        }
        return longest >= NARROWEST;
    }

    private static int columns(String line) {
        return line.codePoints().map(c -> c < 0x1100 ? 1 : 2).sum();
    }

    /**
     * Whether a hyphen cut a word in two, or joins two that are one: {@link SpellingCorrector}
     * knows.
     */
    private static boolean cut(String line, String next) {
        int length = line.length();
        return length > 1
                && "-‐".indexOf(last(line)) >= 0
                && Character.isLetter(line.charAt(length - 2))
                && Character.isLowerCase(next.charAt(0));
    }

    private static boolean punctuated(String line, String next) {
        return CUTS.indexOf(last(line)) >= 0 || CUTS.indexOf(next.charAt(0)) >= 0;
    }

    private static char last(String line) {
        return line.charAt(line.length() - 1);
    }
}
