package io.eprointake.analysis.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
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
    private final int unknown;

    /**
     * @param tokenizer a {@code tokenizer.json} of a BERT model
     */
    WordPieces(InputStream tokenizer) throws IOException {
        JsonNode pieces = new ObjectMapper().readTree(tokenizer).path("model").path("vocab");
        pieces.properties().forEach(e -> vocabulary.put(e.getKey(), e.getValue().intValue()));
        begin = special("[CLS]");
        end = special("[SEP]");
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

    /** The ids of the text's pieces between those of its begin and end, {@code max} at most. */
    long[] ids(String text, int max) {
        long[] ids = new long[max];
        int count = 0;
        ids[count++] = begin;
        String plain =
                ACCENT.matcher(Normalizer.normalize(text, Normalizer.Form.NFD))
                        .replaceAll("")
                        .toLowerCase(Locale.ROOT);
        Matcher words = WORD.matcher(plain);
        while (count < max - 1 && words.find()) {
            count = split(words.group(), ids, count, max - 1);
        }
        ids[count++] = end;
        return Arrays.copyOf(ids, count);
    }

    private int split(String word, long[] ids, int first, int max) {
        int count = first;
        int from = 0;
        while (from < word.length() && count < max) {
            int to = word.length() > LONGEST_WORD ? from : word.length();
            Integer id = null;
            while (id == null && to > from) {
                id = vocabulary.get((from > 0 ? "##" : "") + word.substring(from, to));
                to -= id == null ? 1 : 0;
            }
            if (id == null) {
                ids[first] = unknown;
                return first + 1;
            }
            ids[count++] = id;
            from = to;
        }
        return count;
    }
}
