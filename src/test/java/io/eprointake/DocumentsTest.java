package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.testing.Markdown;
import io.eprointake.testing.TextSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is written for people: each link leads somewhere, and the README stays short. */
class DocumentsTest {

    private static final Path README = Path.of("README.md");
    private static final Path MANUAL = Path.of("src", "docs", "manual");

    private static final Pattern SECTION =
            Pattern.compile("see \\\\\"([^\\\\]+)\\\\\" in the manual, ([a-z-]+\\.md)");

    private static final List<Markdown> PAGES =
            Stream.of(README, Path.of(".github"), Path.of("docker"), Path.of("src"))
                    .flatMap(root -> Markdown.below(root).stream())
                    .toList();

    @Test
    void everyLinkLeadsToAFileAndAHeading() {
        List<String> broken =
                PAGES.stream()
                        .flatMap(page ->
                                page.links().stream()
                                        .filter(link -> !leads(page.file(), link.target()))
                                        .map(link -> page.place(link.line()) + " " + link.target()))
                        .toList();

        assertThat(PAGES).hasSizeGreaterThan(40);
        assertThat(PAGES.stream().mapToInt(page -> page.links().size()).sum()).isGreaterThan(100);
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPageOfTheManualIsInItsIndexAndNamesItsReader() {
        List<String> index =
                Markdown.read(MANUAL.resolve("README.md")).links().stream()
                        .map(Markdown.Link::target)
                        .toList();

        assertThat(Markdown.below(MANUAL))
                .filteredOn(page -> !page.file().endsWith("README.md"))
                .hasSizeGreaterThan(5)
                .allSatisfy(page -> {
                    assertThat(index).contains(page.file().getFileName().toString());
                    assertThat(page.prose().get(2)).as(page.place(3)).startsWith("For whoever ");
                });
    }

    @Test
    void theSectionsThatTheServiceNamesAreInTheManual() throws IOException {
        List<String> named = new ArrayList<>();
        for (Path source : TextSearch.files(Path.of("src", "main", "java"))) {
            SECTION.matcher(Files.readString(source))
                    .results()
                    .forEach(section -> {
                        named.add(section.group(1));
                        assertThat(Markdown.read(MANUAL.resolve(section.group(2))).prose())
                                .as(source.toString())
                                .contains("## " + section.group(1));
                    });
        }
        assertThat(named).hasSizeGreaterThan(1);
    }

    @Test
    void theReadmeIsReadInTwoMinutes() {
        assertThat(Markdown.read(README).prose()).hasSizeLessThanOrEqualTo(150);
    }

    private static boolean leads(Path page, String target) {
        if (target.contains(":")) {
            return true; // to another place, which no test asks
        }
        String file = target.replaceAll("#.*", "");
        Path there = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        if (there.startsWith("..") || !Files.exists(there)) {
            return false;
        }
        return !target.contains("#")
                || Markdown.read(there).anchors().contains(target.replaceAll(".*#", ""));
    }
}
