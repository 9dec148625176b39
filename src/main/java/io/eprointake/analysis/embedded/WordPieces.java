package io.eprointake.analysis.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits text into the numbered pieces that BERT models read: lower case, no accents, Chinese
 * characters and punctuation apart, then the longest pieces of the model's vocabulary.
 */
final class WordPieces {

    private static final String PUNCTUATION = "\\p{P}$+<=>^`|~";
    private static final Pattern WORD =
            Pattern.compile(
                    "\\p{IsHan}|[%1$s]|[^\\s\\p{Cntrl}\\p{IsHan}%1$s]+".formatted(PUNCTUATION));
    private static final Pattern ACCENT = Pattern.compile("\\p{Mn}+");
    private static final int LONGEST_WORD = 100;

    private final Map<String, Integer> vocabulary = new HashMap<>();
    private final int begin;
    private final int end;
    private final int comma;
    private final int unknown;

    /**
     * @param tokenizer a {@code tokenizer.json} of a BERT model
     */
    WordPieces(InputStream tokenizer) throws IOException {
        JsonNode pieces = new ObjectMapper().readTree(tokenizer).path("model").path("vocab");
        pieces.properties().forEach(e -> vocabulary.put(e.getKey(), e.getValue().intValue()));
        begin = special("[CLS]");
        end = special("[SEP]");
        comma = special(",");
        unknown = special("[UNK]");
    }

    private int special(String piece) throws IOException {
        Integer id = vocabulary.get(piece);
        if (id == null) {
            throw new IOException("the vocabulary has no " + piece);
        }
        return id;
    }

    /** Whether the model knows this word, in lower case, as a whole. */
    boolean knows(String word) {
        return vocabulary.containsKey(word);
    }

    /**
     * A piece of a text.
     *
     * @param from where the word that it is of begins in the text
     * @param to behind that word
     */
    record Piece(int id, int from, int to) {}

    int begin() {
        return begin;
    }

    int comma() {
        return comma;
    }

    int end() {
        return end;
    }

    /** The pieces of a text, {@code max} at most. */
    List<Piece> of(String text, int max) {
        return of(text, UnaryOperator.identity(), max);
    }

    /**
     * @param spelled each word in lower case, as it should have been written
     */
    List<Piece> of(String text, UnaryOperator<String> spelled, int max) {
        List<Piece> pieces = new ArrayList<>();
        Matcher words = WORD.matcher(text);
        while (pieces.size() < max && words.find()) {
            String plain =
                    ACCENT.matcher(Normalizer.normalize(words.group(), Normalizer.Form.NFD))
                            .replaceAll("")
                            .toLowerCase(Locale.ROOT);
            for (int id : split(spelled.apply(plain))) {
                pieces.add(new Piece(id, words.start(), words.end()));
            }
        }
        return pieces.size() > max ? pieces.subList(0, max) : pieces;
    }

    private List<Integer> split(String word) {
        List<Integer> ids = new ArrayList<>();
        int from = 0;
        while (from < word.length()) {
            int to = word.length() > LONGEST_WORD ? from : word.length();
            Integer id = null;
            while (id == null && to > from) {
                id = vocabulary.get((from > 0 ? "##" : "") + word.substring(from, to));
                to -= id == null ? 1 : 0;
            }
            if (id == null) {
                return List.of(unknown);
            }
            ids.add(id);
            from = to;
        }
        return ids;
    }
}
