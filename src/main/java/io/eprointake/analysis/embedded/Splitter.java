package io.eprointake.analysis.embedded;

import io.eprointake.report.PlainText;
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
                    "[\\n;!?。！？；…]+|\\.(?=\\s|$|\\p{IsHan}|[A-Z])|(?<=\\p{IsHan})\\.|\\s-+\\s"
                            + "|(?i)(?=\\b(?:but|however|although|though|except|yet|instead)\\b)"
                            + "|(?=但|不[\\f\\u000b]?过|可[\\f\\u000b]?是|然[\\f\\u000b]?而|只[\\f\\u000b]?是)");
    private static final Pattern CLAUSE =
            Pattern.compile("[,，:：()（）\\[\\]\"“”&+*=~|•·>]|(?<!\\bw)/(?!\\d)|(?=\\f)");
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
        String laidOut = Layout.of(Markup.shown(text));
        String plain = PlainText.normalized(laidOut, Normalizer.Form.NFKC);
        for (String part : SENTENCE.split(plain, -1)) {
            int from = 0;
            while (from < part.length() && left > 0) {
                String read = beginning(part, from);
                left -= read(read, left, sentences);
                from += read.length();
            }
        }
        return sentences;
    }

    /** As much from there on as one sentence may be, whole lines if there are any. */
    private static String beginning(String part, int from) {
        String most = part.substring(from, Math.min(part.length(), from + LONGEST_SENTENCE));
        int line = Math.max(most.lastIndexOf(Layout.LINE), most.lastIndexOf(Layout.WRAP));
        boolean all = from + most.length() == part.length();
        return all || line <= 0 ? most : most.substring(0, line);
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
