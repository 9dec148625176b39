package io.eprointake.deidentify.rules;

import io.eprointake.deidentify.rules.HeaderTable.Found;
import io.eprointake.deidentify.rules.HeaderTable.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The words that headers are made of, English and Chinese: those of HIPAA's eighteen identifiers
 * (45 CFR 164.514(b)(2)(i)), and those that are known to be none; some of other languages. Where a
 * header has words of several meanings, the first in the table counts; where all are harmless, the
 * last in the header does.
 */
public final class HeaderWords {

    private static final Pattern BETWEEN_WORDS =
            Pattern.compile(
                    "[^\\p{L}]+|(?<=\\p{Ll})(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})"
                            + "|(?<=\\p{IsHan})(?=\\P{IsHan})|(?<=\\P{IsHan})(?=\\p{IsHan})");

    /** An answer to a question that is only counted. */
    private static final Pattern COUNTED =
            Pattern.compile(
                    "(?i)(?:q|qid|question|item|answer|frage|题|问题)[ _.-]?\\d+(?:[ _.-]\\d+)*");

    private final HeaderTable table = new HeaderTable();

    /**
     * A header, read.
     *
     * @param what its meaning in words
     * @param known whether a word of it is in the table
     * @param label what it names, without the word that says it is a number; empty for {@code Id}
     */
    public record Header(Meaning meaning, String what, boolean known, String label) {}

    /** Whether a header says that its column has ages. */
    public boolean saysAge(String header) {
        return read(header).meaning == Meaning.AGE;
    }

    public Header read(String header) {
        List<String> tokens = tokens(header);
        if (COUNTED.matcher(header.strip()).matches()) {
            return new Header(Meaning.ANSWER, "an answer", true, label(tokens));
        }
        Word whole = table.whole(tokens);
        List<Word> found = whole == null ? withoutNaming(table.words(tokens)) : List.of(whole);
        Word first =
                found.stream()
                        .min(Comparator.comparingInt(Word::order))
                        .orElse(HeaderTable.UNKNOWN);
        Word counts = first.meaning().compareTo(Meaning.TRAIT) < 0 ? first : harmless(found, first);
        return new Header(
                counts.meaning(), counts.what(), first.meaning() != Meaning.UNKNOWN, label(tokens));
    }

    /**
     * Of words that are all harmless. Every word must be so: an employee code is not just a code.
     * The last one says what it is, for the unit of a dose is no dose; but a trait stays one.
     */
    private static Word harmless(List<Word> found, Word first) {
        if (found.stream().anyMatch(word -> word.meaning() == Meaning.UNKNOWN)) {
            return HeaderTable.UNKNOWN;
        }
        Word counts = first;
        for (Word word : found) {
            boolean says = word.meaning() != Meaning.NEUTRAL && first.meaning() != Meaning.TRAIT;
            counts = says ? word : counts;
        }
        return counts;
    }

    /** Without the words that name or number a thing: the name of a form is nobody's. */
    private static List<Word> withoutNaming(List<Found> found) {
        List<Word> left = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            Word before = left.isEmpty() ? HeaderTable.UNKNOWN : left.getLast();
            boolean after =
                    i + 2 < found.size()
                            && found.get(i + 1).text().equals("of")
                            && found.get(i + 2).word().meaning() == Meaning.THING;
            boolean names =
                    after
                            || before.meaning() == Meaning.THING
                            || (before.meaning() == Meaning.CODE
                                    && found.get(i).word().meaning() != Meaning.ID);
            if (!found.get(i).naming() || !names) {
                left.add(found.get(i).word());
            }
        }
        return left;
    }

    /** What the rows of a file are, by its name: {@code patient} for {@code a/patients.csv}. */
    public String label(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1).replaceFirst("(?i)\\.csv$", "");
        List<String> tokens = tokens(name);
        return tokens.isEmpty() ? "" : singular(tokens.getLast());
    }

    private String label(List<String> tokens) {
        var kept = new ArrayList<String>();
        for (String token : tokens) {
            Found found = table.word(token);
            Meaning meaning = found == null ? Meaning.UNKNOWN : found.word().meaning();
            if (meaning != Meaning.ID) {
                boolean number = meaning == Meaning.SUBJECT;
                kept.add(number ? token.replaceFirst("(id|编号|号)$", "") : token);
            }
        }
        return singular(String.join("_", kept));
    }

    private static List<String> tokens(String header) {
        return Arrays.stream(BETWEEN_WORDS.split(header))
                .filter(token -> !token.isEmpty())
                .map(token -> token.toLowerCase(Locale.ROOT))
                .toList();
    }

    private static String singular(String word) {
        if (word.endsWith("ies")) {
            return word.substring(0, word.length() - 3) + "y";
        }
        return word.endsWith("s") && !word.endsWith("ss")
                ? word.substring(0, word.length() - 1)
                : word;
    }
}
