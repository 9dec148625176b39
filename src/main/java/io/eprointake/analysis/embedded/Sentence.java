package io.eprointake.analysis.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One sentence in one language: its clauses as written, and its words in the plain form that
 * phrases are found in, clauses apart by {@code " , "}.
 *
 * @param starts where each clause starts in {@code plain}
 */
record Sentence(Language language, List<String> clauses, String plain, List<Integer> starts) {

    private static final Pattern WITHOUT = Pattern.compile("\\bw/o\\b");
    private static final Pattern APOSTROPHE = Pattern.compile("['’‘`´]");
    private static final Pattern NOT =
            Pattern.compile("\\b(could|would|do|does|did|has|have|had|is|are|was|were) not\\b");
    private static final Pattern CANNOT = Pattern.compile("\\bcan ?not\\b");
    private static final Pattern NO_ENGLISH = Pattern.compile("[^a-z0-9]+");
    private static final Pattern NO_CHINESE = Pattern.compile("[^\\p{L}\\p{N}.、]+");

    static Sentence of(Language language, List<String> clauses) {
        StringBuilder plain = new StringBuilder();
        List<Integer> starts = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        for (String clause : clauses) {
            String words = plain(language, clause);
            if (!words.isEmpty()) {
                plain.append(plain.isEmpty() ? "" : language == Language.CHINESE ? "," : " , ");
                starts.add(plain.length());
                kept.add(clause.strip());
                plain.append(words);
            }
        }
        return new Sentence(language, List.copyOf(kept), plain.toString(), List.copyOf(starts));
    }

    /** The same with its words spelled right; Chinese has none to spell. */
    Sentence spelled(Spelling spelling) {
        if (language == Language.CHINESE) {
            return this;
        }
        StringBuilder right = new StringBuilder();
        List<Integer> rightStarts = new ArrayList<>();
        int at = 0;
        for (String word : plain.split(" ", -1)) {
            if (starts.contains(at)) {
                rightStarts.add(right.length());
            }
            right.append(spelling.correct(word)).append(' ');
            at += word.length() + 1;
        }
        return new Sentence(language, clauses, right.toString().strip(), rightStarts);
    }

    static String plain(Language language, String clause) {
        String lower = clause.toLowerCase(Locale.ROOT);
        if (language == Language.CHINESE) {
            return NO_CHINESE.matcher(Traditional.simplified(lower)).replaceAll("");
        }
        String words = WITHOUT.matcher(lower).replaceAll("without");
        words = APOSTROPHE.matcher(words).replaceAll("");
        words = NO_ENGLISH.matcher(words).replaceAll(" ").strip();
        words = NOT.matcher(words).replaceAll("$1nt");
        return CANNOT.matcher(words).replaceAll("cant");
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
