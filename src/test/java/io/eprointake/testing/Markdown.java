package io.eprointake.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation, as far as tests read one.
 *
 * @param file below the project's folder
 * @param blocks in their order
 * @param prose the lines outside of blocks; a block's are empty, so that numbers of lines stay
 */
public record Markdown(Path file, List<Block> blocks, List<String> prose) {

    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*)");

    /**
     * What stands between two fences.
     *
     * @param line of its first fence, from 1
     * @param language empty when none is said
     * @param closed whether there is a second fence
     */
    public record Block(int line, String language, List<String> lines, boolean closed) {}

    /** A link as it is written, and its line, from 1. */
    public record Link(int line, String target) {}

    /** Every page below a file or folder, by name. */
    public static List<Markdown> below(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .map(Markdown::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Markdown read(Path file) {
        List<Block> blocks = new ArrayList<>();
        List<String> prose = new ArrayList<>();
        List<String> inside = null;
        for (String line : lines(file)) {
            boolean fence = line.startsWith("```");
            if (fence && inside == null) {
                inside = new ArrayList<>();
                blocks.add(new Block(prose.size() + 1, line.substring(3).strip(), inside, false));
            } else if (fence) {
                Block open = blocks.removeLast();
                blocks.add(new Block(open.line(), open.language(), open.lines(), true));
                inside = null;
            } else if (inside != null) {
                inside.add(line);
            }
            prose.add(fence || inside != null ? "" : line);
        }
        return new Markdown(file, blocks, prose);
    }

    /** Where a line of it is, for whoever looks for what failed. */
    public String place(int line) {
        return file + ":" + line;
    }

    public URI uri(int line) {
        return URI.create(file.toUri() + "?line=" + line);
    }

    public List<Link> links() {
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < prose.size(); i++) {
            int line = i + 1;
            LINK.matcher(prose.get(i).replaceAll("`[^`]*`", "`"))
                    .results()
                    .forEach(link -> links.add(new Link(line, link.group(1))));
        }
        return links;
    }

    /** What a link may name after its {@code #}: its headings as GitHub writes them there. */
    public Set<String> anchors() {
        Set<String> anchors = new HashSet<>();
        for (String line : prose) {
            var heading = HEADING.matcher(line);
            if (heading.matches()) {
                String anchor =
                        heading.group(1)
                                .replaceAll("]\\([^)]*\\)", "")
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                                .replace(' ', '-');
                String unique = anchor;
                for (int again = 1; !anchors.add(unique); again++) {
                    unique = anchor + "-" + again;
                }
            }
        }
        return anchors;
    }

    @Override
    public String toString() {
        return file.toString();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
