package io.eprointake.analysis.embedded;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What patients say in one language, as phrases to find. How they are written is said at the top of
 * {@code en.txt} and {@code zh.txt}.
 */
record Lexicon(Phrases phrases, List<String> misspelled) {

    private static final Pattern SET = Pattern.compile("@(\\p{L}+)");

    /**
     * @throws IOException when the resource is missing or says something that cannot be read
     */
    static Lexicon load(Language language) throws IOException {
        String file = "/analysis/embedded/" + language.tag + ".txt";
        try (InputStream in = Lexicon.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new FileNotFoundException(file);
            }
            return read(
                    language == Language.CHINESE ? new ChinesePhrases() : new EnglishPhrases(),
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " cannot be read", e);
        }
    }

    private static Lexicon read(Phrases phrases, BufferedReader lines) throws IOException {
        List<String> misspelled = new ArrayList<>();
        Map<String, String> sets = new HashMap<>();
        Topic topic = new Topic.Other();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("@")) {
                int equals = line.indexOf(" = ");
                sets.put(line.substring(1, equals), line.substring(equals + 3));
            } else if (line.startsWith("[")) {
                topic = Topic.of(line.substring(1, line.length() - 1));
            } else if (line.startsWith("= ")) {
                for (String phrase : line.substring(2).split(" \\| ", -1)) {
                    phrases.add(topic, expand(phrase, sets));
                }
            } else if (line.startsWith("% ")) {
                misspelled.addAll(List.of(line.substring(2).split(" ", -1)));
            }
        }
        return new Lexicon(phrases, List.copyOf(misspelled));
    }

    private static String expand(String phrase, Map<String, String> sets) {
        return SET.matcher(phrase)
                .replaceAll(reference -> {
                    String words = sets.get(reference.group(1));
                    if (words == null) {
                        throw new IllegalArgumentException("no set " + reference.group());
                    }
                    return Matcher.quoteReplacement(words);
                });
    }
}
