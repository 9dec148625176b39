package io.eprointake.deidentify.suggest;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The words that headers are made of, English and Chinese: those of HIPAA's eighteen identifiers
 * (45 CFR 164.514(b)(2)(i)), and those that are known to be none. Where a header has words of
 * several meanings, the first in the table counts.
 */
public final class HeaderWords {

    private static final Pattern BETWEEN_WORDS =
            Pattern.compile(
                    "[^\\p{L}]+|(?<=\\p{Ll})(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})"
                            + "|(?<=\\p{IsHan})(?=\\P{IsHan})|(?<=\\P{IsHan})(?=\\p{IsHan})");

    /** Shorter words would be found inside others by chance. */
    private static final int SHORTEST_INSIDE = 3;

    private static final int MOST_WORDS = 4;

    /**
     * @param order its row in the table
     */
    private record Word(int order, Meaning meaning, String what) {}

    private static final Word UNKNOWN =
            new Word(Integer.MAX_VALUE, Meaning.UNKNOWN, "nothing is known of its header");

    private final Map<String, Word> words = new HashMap<>();

    /** Those that mean it only where the header has no other. */
    private final Map<String, Word> alone = new HashMap<>();

    public HeaderWords() {
        try (var table =
                CsvReader.builder()
                        .ofNamedCsvRecord(
                                new InputStreamReader(
                                        Objects.requireNonNull(
                                                HeaderWords.class.getResourceAsStream(
                                                        "/deidentify/header_words.csv")),
                                        StandardCharsets.UTF_8))) {
            int order = 0;
            for (NamedCsvRecord row : table) {
                String letter = row.getField("safe_harbor");
                String what = row.getField("what");
                add(
                        row.getField("words"),
                        new Word(
                                order++,
                                Meaning.valueOf(row.getField("meaning")),
                                letter.isEmpty() ? what : what + " (Safe Harbor " + letter + ")"));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * A header, read.
     *
     * @param what its meaning in words
     * @param known whether a word of it is in the table
     * @param label what it names, without the word that says it is a number; empty for {@code Id}
     */
    record Header(Meaning meaning, String what, boolean known, String label) {}

    /** Whether a header says that its column has ages. */
    public boolean saysAge(String header) {
        return read(header).meaning == Meaning.AGE;
    }

    Header read(String header) {
        List<String> tokens = tokens(header);
        Word whole = alone.get(String.join("", tokens));
        List<Word> found = whole == null ? words(tokens) : List.of(whole);
        Word first = found.stream().min(Comparator.comparingInt(Word::order)).orElse(UNKNOWN);
        boolean harmless = first.meaning.compareTo(Meaning.TRAIT) >= 0;
        // What is harmless must be so with every word: an employee code is not just a code.
        Word counts = harmless && found.contains(UNKNOWN) ? UNKNOWN : first;
        return new Header(
                counts.meaning, counts.what, first.meaning != Meaning.UNKNOWN, label(tokens));
    }

    /** What the rows of a file are, by its name: {@code patient} for {@code a/patients.csv}. */
    String label(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1).replaceFirst("(?i)\\.csv$", "");
        List<String> tokens = tokens(name);
        return tokens.isEmpty() ? "" : singular(tokens.getLast());
    }

    private void add(String list, Word word) {
        for (String one : list.split(",", -1)) {
            String joined = one.replace(" ", "");
            if (joined.startsWith("=")) {
                alone.putIfAbsent(joined.substring(1), word);
            } else {
                words.putIfAbsent(joined, word);
            }
        }
    }

    private List<Word> words(List<String> tokens) {
        List<Word> found = new ArrayList<>();
        for (int from = 0; from < tokens.size(); ) {
            int to = Math.min(tokens.size(), from + MOST_WORDS);
            Word word = null;
            for (; to > from; to--) {
                word = words.get(String.join("", tokens.subList(from, to)));
                if (word != null) {
                    break;
                }
            }
            if (word != null) {
                found.add(word);
                from = to;
            } else {
                found.addAll(inside(tokens.get(from++)));
            }
        }
        return found;
    }

    private List<Word> inside(String token) {
        if (Character.isIdeographic(token.codePointAt(0))) {
            return chinese(token);
        }
        List<Word> parts = parts(token);
        return parts == null ? List.of(UNKNOWN) : parts;
    }

    /** Chinese is written without spaces: the longest word at each place. */
    private List<Word> chinese(String token) {
        List<Word> found = new ArrayList<>();
        for (int from = 0; from < token.length(); ) {
            int to = token.length();
            while (to > from && !words.containsKey(token.substring(from, to))) {
                to--;
            }
            found.add(to == from ? UNKNOWN : Objects.requireNonNull(word(token, from, to)));
            from = Math.max(to, from + 1);
        }
        return found;
    }

    private @Nullable Word word(String token, int from, int to) {
        return words.get(token.substring(from, to));
    }

    /** Words that were written as one, as {@code TOTALCOST}; null when some letters are left. */
    private @Nullable List<Word> parts(String token) {
        var ending = new ArrayList<@Nullable List<Word>>();
        ending.add(List.of());
        for (int to = 1; to <= token.length(); to++) {
            List<Word> best = null;
            for (int from = 0; from <= to - SHORTEST_INSIDE; from++) {
                List<Word> before = ending.get(from);
                Word last = word(token, from, to);
                if (before != null
                        && last != null
                        && (best == null || before.size() + 1 < best.size())) {
                    best = new ArrayList<>(before);
                    best.add(last);
                }
            }
            ending.add(best);
        }
        return ending.getLast();
    }

    private String label(List<String> tokens) {
        var kept = new ArrayList<String>();
        for (String token : tokens) {
            Word word = words.get(token);
            if (word == null || word.meaning != Meaning.ID) {
                boolean number = word != null && word.meaning == Meaning.SUBJECT;
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
