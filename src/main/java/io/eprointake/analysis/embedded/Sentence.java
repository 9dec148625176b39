package io.eprointake.analysis.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * One sentence in one language: its clauses as a person would read them, and its words in the plain
 * form that phrases are found in, clauses apart by {@code " , "}.
 *
 * @param starts where each clause starts in {@code plain}
 * @param breaks where a line break stood in {@code plain}: in English the place of the blank, in
 *     Chinese of the character that follows
 */
record Sentence(
        Language language,
        List<String> clauses,
        String plain,
        List<Integer> starts,
        NavigableSet<Integer> breaks) {

    /** Stands where a hyphen at a line's end may have cut a word. */
    static final char CUT = '\u00ad';

    private static final Pattern WITHOUT = Pattern.compile("\\bw/o\\b");
    private static final Pattern APOSTROPHE = Pattern.compile("['’‘`´]");
    private static final Pattern NOT =
            Pattern.compile(
                    "\\b(could|would|do|does|did|has|have|had|is|are|was|were)[ \\f]not\\b");
    private static final Pattern CANNOT = Pattern.compile("\\bcan[ \\f]?not\\b");
    private static final Pattern NO_ENGLISH = Pattern.compile("[^a-z0-9\u00ad\f]+");
    private static final Pattern NO_CHINESE = Pattern.compile("[^\\p{L}\\p{N}.、\\f]+");
    private static final Pattern BREAKS = Pattern.compile("(?: ?\\f)++ ?");
    private static final Pattern BETWEEN_CHARACTERS =
            Pattern.compile("(?<=\\p{IsHan})[\\f\\u000b](?=\\p{IsHan})");
    private static final Pattern BREAK = Pattern.compile("[\\f\\u000b]");

    /**
     * @param clauses as {@link Layout} wrote them; one that begins with {@link Layout#LINE} was
     *     parted from the one before by nothing else
     */
    static Sentence of(Language language, List<String> clauses) {
        String blank = language == Language.CHINESE ? "" : " ";
        StringBuilder plain = new StringBuilder();
        List<Integer> starts = new ArrayList<>();
        NavigableSet<Integer> breaks = new TreeSet<>();
        List<String> kept = new ArrayList<>();
        for (String clause : clauses) {
            String words = marked(language, clause);
            if (words.isEmpty()) {
                continue;
            }
            if (!plain.isEmpty() && clause.charAt(0) == Layout.LINE) {
                breaks.add(plain.length());
                plain.append(blank);
            } else if (!plain.isEmpty()) {
                plain.append(blank).append(',').append(blank);
            }
            starts.add(plain.length());
            kept.add(shown(clause));
            for (String line : words.split("\f", -1)) {
                plain.append(line).append(blank);
                breaks.add(plain.length() - blank.length());
            }
            plain.setLength(plain.length() - blank.length());
            breaks.remove(plain.length());
        }
        return new Sentence(
                language, List.copyOf(kept), plain.toString(), List.copyOf(starts), breaks);
    }

    /** The same with its words spelled right; Chinese has none to spell. */
    Sentence spelled(SpellingCorrector spelling) {
        if (language == Language.CHINESE) {
            return this;
        }
        StringBuilder right = new StringBuilder();
        List<Integer> rightStarts = new ArrayList<>();
        NavigableSet<Integer> rightBreaks = new TreeSet<>();
        int at = 0;
        for (String word : plain.split(" ", -1)) {
            if (starts.contains(at)) {
                rightStarts.add(right.length());
            }
            if (breaks.contains(at - 1)) {
                rightBreaks.add(right.length() - 1);
            }
            right.append(spelling.correct(word)).append(' ');
            at += word.length() + 1;
        }
        return new Sentence(language, clauses, right.toString().strip(), rightStarts, rightBreaks);
    }

    static String plain(Language language, String clause) {
        return marked(language, clause).replace("\f", language == Language.CHINESE ? "" : " ");
    }

    /** Plain words, with {@code \f} where a line break stood between them. */
    private static String marked(Language language, String clause) {
        String lower = clause.toLowerCase(Locale.ROOT).replace(Layout.WRAP, '\f');
        if (language == Language.CHINESE) {
            return NO_CHINESE.matcher(Traditional.simplified(lower)).replaceAll("").strip();
        }
        String words = WITHOUT.matcher(lower).replaceAll("without");
        words = APOSTROPHE.matcher(words).replaceAll("");
        words = NO_ENGLISH.matcher(words).replaceAll(" ");
        words = BREAKS.matcher(words).replaceAll("\f").strip();
        words = NOT.matcher(words).replaceAll("$1nt");
        return CANNOT.matcher(words).replaceAll("cant");
    }

    private static String shown(String clause) {
        String whole = clause.strip().replace(String.valueOf(CUT), "");
        return BREAK.matcher(BETWEEN_CHARACTERS.matcher(whole).replaceAll("")).replaceAll(" ");
    }

    /** What the clauses from one to another say. */
    String shown(int first, int last) {
        return shown(String.join("\f", clauses.subList(first, last + 1)));
    }

    /** Whether a line break stood at one of these places of {@code plain}. */
    boolean broken(int first, int last) {
        Integer place = breaks.ceiling(first);
        return place != null && place <= last;
    }

    /** The clause that holds this place of {@code plain}. */
    int clauseAt(int place) {
        int clause = 0;
        while (clause + 1 < starts.size() && starts.get(clause + 1) <= place) {
            clause++;
        }
        return clause;
    }
}
