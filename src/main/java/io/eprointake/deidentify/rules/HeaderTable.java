package io.eprointake.deidentify.rules;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The table of words in {@code deidentify/header_words.csv}, and how they are found in a header. A
 * word with {@code =} counts only where the header has no other; one with {@code --} is a variable
 * of CDISC, with the two letters of any domain in their place.
 */
final class HeaderTable {

    /** Shorter words would be found inside others by chance. */
    private static final int SHORTEST_INSIDE = 3;

    private static final int MOST_WORDS = 4;

    /**
     * @param order its row in the table
     */
    record Word(int order, Meaning meaning, String what) {}

    /**
     * @param naming whether it may say what is told of the word before it
     */
    record Found(String text, Word word, boolean naming) {}

    static final Word UNKNOWN =
            new Word(Integer.MAX_VALUE, Meaning.UNKNOWN, "nothing is known of its header");

    /**
     * The domains of CDISC's SDTM: two letters, of which a variable's name takes the place of --.
     */
    private static final Set<String> DOMAINS =
            Set.of(
                    "ae", "ce", "cm", "cv", "da", "dd", "dm", "ds", "dv", "ec", "eg", "ex", "fa",
                    "ft", "gf", "ie", "is", "lb", "mb", "mh", "mi", "mk", "ml", "ms", "nv", "oe",
                    "pc", "pe", "pp", "pr", "qs", "re", "rp", "rs", "sc", "se", "sm", "ss", "su",
                    "sv", "tr", "ts", "tu", "tv", "ur", "vs");

    /** Words that say what is told of a thing, and of a thing only: its name, its number. */
    private static final String NAMING = "NAMING";

    private final Map<String, Word> words = new HashMap<>();

    /** What follows the letters of a domain. */
    private final Map<String, Word> variables = new HashMap<>();

    /** Those of {@link #NAMING}: of a person's or a place's, they mean what they mean alone. */
    private final Set<String> naming = new HashSet<>();

    /** Those that mean it only where the header has no other. */
    private final Map<String, Word> alone = new HashMap<>();

    HeaderTable() {
        try (var table =
                CsvReader.builder()
                        .ofNamedCsvRecord(
                                new InputStreamReader(
                                        Objects.requireNonNull(
                                                HeaderTable.class.getResourceAsStream(
                                                        "/deidentify/header_words.csv")),
                                        StandardCharsets.UTF_8))) {
            int order = 0;
            for (NamedCsvRecord row : table) {
                if (row.getField("meaning").equals(NAMING)) {
                    naming.addAll(List.of(row.getField("words").replace(" ", "").split(",", -1)));
                    continue;
                }
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

    /** What a header means as a whole; null when it is to be read word by word. */
    @Nullable Word whole(List<String> tokens) {
        String header = String.join("", tokens);
        Word whole = alone.get(header);
        boolean variable =
                whole == null
                        && tokens.size() == 1
                        && header.length() > 3
                        && !words.containsKey(header)
                        && DOMAINS.contains(header.substring(0, 2));
        return variable ? variables.get(header.substring(2)) : whole;
    }

    private void add(String list, Word word) {
        for (String one : list.split(",", -1)) {
            String joined = one.replace(" ", "");
            if (joined.startsWith("=")) {
                alone.putIfAbsent(joined.substring(1), word);
            } else if (joined.startsWith("--")) {
                variables.putIfAbsent(joined.substring(2), word);
            } else {
                words.putIfAbsent(joined, word);
            }
        }
    }

    /** The words of a header, the longest at each place. */
    List<Found> words(List<String> tokens) {
        List<Found> found = new ArrayList<>();
        for (int from = 0; from < tokens.size(); ) {
            int to = Math.min(tokens.size(), from + MOST_WORDS);
            Found word = null;
            for (; to > from; to--) {
                word = word(String.join("", tokens.subList(from, to)));
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

    /** A word of the table; null when it is none. */
    @Nullable Found word(String text) {
        Word word = words.get(text);
        return word == null ? null : new Found(text, word, naming.contains(text));
    }

    private List<Found> inside(String token) {
        if (Character.isIdeographic(token.codePointAt(0))) {
            return chinese(token);
        }
        List<Found> parts = parts(token);
        return parts == null ? List.of(new Found(token, UNKNOWN, false)) : parts;
    }

    /** Chinese is written without spaces: the longest word at each place. */
    private List<Found> chinese(String token) {
        List<Found> found = new ArrayList<>();
        for (int from = 0; from < token.length(); ) {
            int to = token.length();
            while (to > from && !words.containsKey(token.substring(from, to))) {
                to--;
            }
            String text = token.substring(from, Math.max(to, from + 1));
            Found word = word(text);
            found.add(word == null ? new Found(text, UNKNOWN, false) : word);
            from += text.length();
        }
        return found;
    }

    /** Words that were written as one, as {@code TOTALCOST}; null when some letters are left. */
    private @Nullable List<Found> parts(String token) {
        var ending = new ArrayList<@Nullable List<Found>>();
        ending.add(List.of());
        for (int to = 1; to <= token.length(); to++) {
            List<Found> best = null;
            for (int from = 0; from <= to - SHORTEST_INSIDE; from++) {
                List<Found> before = ending.get(from);
                Found last = word(token.substring(from, to));
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
}
