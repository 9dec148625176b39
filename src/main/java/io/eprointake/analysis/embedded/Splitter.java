package io.eprointake.analysis.embedded;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Splits a narrative into sentences and clauses. The script decides the language sentence by
 * sentence, so mixed text needs no tag; a Chinese sentence with English words is read in both.
 */
final class Splitter {

    private static final Pattern SENTENCE =
            Pattern.compile(
                    "[\\n\\r;!?。！？；…]+|\\.(?=\\s|$|\\p{IsHan}|[A-Z])|(?<=\\p{IsHan})\\.|\\s-+\\s"
                            + "|(?i)(?=\\b(?:but|however|although|though|except|yet|instead)\\b)"
                            + "|(?=但|不过|可是|然而|只是)");
    private static final Pattern CLAUSE =
            Pattern.compile("[,，:：()（）\\[\\]\"“”&+*=~|•·>]|(?<!\\bw)/(?!\\d)");
    private static final Pattern HAN = Pattern.compile("\\p{IsHan}");
    private static final Pattern HAN_RUN =
            Pattern.compile("[\\p{IsHan}\\p{IsPunctuation}\\p{IsDigit}]+");
    private static final Pattern ENGLISH = Pattern.compile("[A-Za-z]{2}");
    private static final Pattern ENGLISH_WORD = Pattern.compile("[A-Za-z]{4}");

    /** Characters; a longer one is read in parts, since phrases are compared with each other. */
    private static final int LONGEST_SENTENCE = 1000;

    private Splitter() {}

    /** At most so many clauses; what follows them is not read. */
    static List<Sentence> split(String text, int maxClauses) {
        List<Sentence> sentences = new ArrayList<>();
        int left = maxClauses;
        for (String part : SENTENCE.split(Normalizer.normalize(text, Normalizer.Form.NFKC), -1)) {
            for (int from = 0; from < part.length() && left > 0; from += LONGEST_SENTENCE) {
                int to = Math.min(part.length(), from + LONGEST_SENTENCE);
                left -= read(part.substring(from, to), left, sentences);
            }
        }
        return sentences;
    }

    /** How many clauses it read. */
    private static int read(String part, int left, List<Sentence> sentences) {
        boolean chinese = HAN.matcher(part).find();
        int count = chinese ? add(sentences, Language.CHINESE, part, left) : 0;
        String english = chinese ? HAN_RUN.matcher(part).replaceAll(",") : part;
        if ((chinese ? ENGLISH_WORD : ENGLISH).matcher(english).find()) {
            count += add(sentences, Language.ENGLISH, english, left - count);
        }
        return count;
    }

    private static int add(List<Sentence> sentences, Language language, String text, int left) {
        List<String> clauses = Arrays.stream(CLAUSE.split(text, -1)).limit(left).toList();
        Sentence sentence = Sentence.of(language, clauses);
        if (!sentence.clauses().isEmpty()) {
            sentences.add(sentence);
        }
        return sentence.clauses().size();
    }
}
