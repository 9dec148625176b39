package io.eprointake.deidentify.text;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;

/** Reads the word lists: headings in brackets, words, and remarks that begin with a hash. */
final class WordLists {

    private WordLists() {}

    /** The words under each heading; those before the first are under the empty one. */
    static Map<String, List<String>> read(String file) {
        try (InputStream in = WordLists.class.getResourceAsStream("/deidentify/" + file)) {
            if (in == null) {
                throw new FileNotFoundException(file);
            }
            return read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, List<String>> read(BufferedReader lines) throws IOException {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        String heading = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("[")) {
                heading = line.substring(1, line.length() - 1);
            } else if (!line.startsWith("#")) {
                List<String> words = sections.computeIfAbsent(heading, _ -> new ArrayList<>());
                StringTokenizer tokens = new StringTokenizer(line);
                while (tokens.hasMoreTokens()) {
                    words.add(tokens.nextToken());
                }
            }
        }
        return sections;
    }
}
