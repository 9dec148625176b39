package io.eprointake.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds texts in files, exactly as they are. It looks at every place of a file once, however many
 * the texts are: those that could begin there are found by their first characters.
 */
public final class TextSearch {

    /** Anything shorter occurs by chance, and is not looked for. */
    public static final int SHORTEST = 6;

    /** The same for Chinese, in which a name is this short, and no log is written. */
    public static final int SHORTEST_CHINESE = 3;

    private final Map<String, Set<String>> byStart = new HashMap<>();
    private int texts;

    /** Looks for this too, unless it is too short. */
    public void add(String text) {
        String bare = text.strip();
        int shortest =
                bare.codePoints().anyMatch(Character::isIdeographic) ? SHORTEST_CHINESE : SHORTEST;
        if (bare.length() >= shortest) {
            String start = bare.substring(0, shortest);
            if (byStart.computeIfAbsent(start, s -> new HashSet<>()).add(bare)) {
                texts++;
            }
        }
    }

    /** How many different texts it looks for. */
    public int texts() {
        return texts;
    }

    /** Every place in the file where one of the texts is, as file, line and text. */
    public List<String> in(Path file) {
        List<String> places = new ArrayList<>();
        int number = 0;
        try (var lines = reader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                for (String text : in(line)) {
                    places.add(file + ":" + number + ": " + text);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return places;
    }

    /** The files of a folder that hold anything; none when there is no such folder. */
    public static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> Files.isRegularFile(f) && f.toFile().length() > 0)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of a file, also where it is not valid UTF-8. */
    public static BufferedReader reader(Path file) throws IOException {
        return new BufferedReader(
                new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
    }

    private List<String> in(String line) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i + SHORTEST_CHINESE <= line.length(); i++) {
            addAt(i, SHORTEST_CHINESE, line, found);
            if (i + SHORTEST <= line.length()) {
                addAt(i, SHORTEST, line, found);
            }
        }
        return found;
    }

    private void addAt(int i, int start, String line, List<String> found) {
        for (String text : byStart.getOrDefault(line.substring(i, i + start), Set.of())) {
            if (line.startsWith(text, i)) {
                found.add(text);
            }
        }
    }
}
