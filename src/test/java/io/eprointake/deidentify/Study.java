package io.eprointake.deidentify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.deidentify.files.Sha256;
import io.eprointake.deidentify.report.RunReport;
import io.eprointake.testing.KeyFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A study's folder of CSV files, its rules and its key, in a folder of the test's own. After every
 * run it is checked that no value of the files was told, in the report or to whoever waits, and
 * that the files are what they were.
 */
final class Study {

    /** One rule of each kind that the tests need. */
    static final String RULES =
            """
            as_of: 2024-01-01
            files:
              - match: "*.csv"
                subject: SUBJECT
                columns:
                  SUBJECT: {action: pseudonym, domain: subject}
                  NAME: drop
                  VISIT: shift_date
                  ZIP: zip3
                  ARM: keep
                  LATER: review
            """;

    static final String KEY = "7d0c1f6e5b9a48327d0c1f6e5b9a4832";

    private static final Pattern PSEUDONYM = Pattern.compile("\\b[b-df-hj-np-tv]{32}\\b");
    private static final Pattern BETWEEN_VALUES = Pattern.compile("[,;\t|\"\r\n\0]+");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s:,{}\\[\\]\"]+");

    /** Of each file, this much is looked for. */
    private static final int LOOKED_FOR = 1 << 16;

    private final Path folder;
    private final Path in;
    private final Path out;
    private final Path rules;
    private final Path key;

    Study(Path folder) throws IOException {
        this.folder = folder;
        this.in = Files.createDirectories(folder.resolve("in"));
        this.out = folder.resolve("out");
        this.rules = Files.writeString(folder.resolve("rules.yaml"), RULES);
        this.key = KeyFiles.write(folder.resolve("key"), KEY);
    }

    Path in() {
        return in;
    }

    Path out() {
        return out;
    }

    Path rules() {
        return rules;
    }

    Path key() {
        return key;
    }

    Study file(String name, String text) throws IOException {
        return file(name, text.getBytes(UTF_8));
    }

    Study file(String name, byte[] bytes) throws IOException {
        Path file = in.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        return this;
    }

    /** The usual options, and some more; one that is given again counts in place of ours. */
    List<String> arguments(String... options) {
        List<String> given = List.of(options);
        List<String> all = new ArrayList<>();
        Map.of("--in", in, "--out", out, "--rules", rules, "--key-file", key)
                .forEach((name, path) -> {
                    if (!given.contains(name)) {
                        all.add(name);
                        all.add(path.toString());
                    }
                });
        all.addAll(given);
        return all;
    }

    /** Runs the command in this JVM; when it returns, none of its threads is left. */
    Ended run(String... options) {
        return runExactly(arguments(options).toArray(String[]::new));
    }

    /** The same with these arguments alone. */
    Ended runExactly(String... arguments) {
        var told = new ByteArrayOutputStream();
        var printed = new ByteArrayOutputStream();
        PrintStream err = System.err;
        PrintStream out = System.out;
        Map<Path, String> before = inputs();
        int code;
        System.setErr(new PrintStream(told, true, UTF_8));
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            code = Deidentify.run(arguments);
        } finally {
            System.setErr(err);
            System.setOut(out);
        }
        // A pool has ended when its work has; its threads do a moment later.
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() ->
                        assertThat(Thread.getAllStackTraces().keySet())
                                .extracting(Thread::getName)
                                .noneMatch(name -> name.startsWith("deidentify-")));
        return checked(new Ended(code, printed.toString(UTF_8), told.toString(UTF_8)), before);
    }

    /** Runs the packaged jar, and waits for its end. */
    Ended runProcess(String... options) {
        List<String> command = BatchProcess.command();
        command.addAll(arguments(options));
        return runProcess(command);
    }

    Ended runProcess(List<String> command) {
        Map<Path, String> before = inputs();
        try (var process = BatchProcess.start(folder, command)) {
            return checked(process.awaitEnd(Duration.ofMinutes(2)), before);
        }
    }

    BatchProcess start(String... options) {
        List<String> command = BatchProcess.command();
        command.addAll(arguments(options));
        return BatchProcess.start(folder, command);
    }

    /** The report of the last run that wrote one. */
    JsonNode report() throws IOException {
        return RunReport.JSON.readTree(out.resolve("report.json").toFile());
    }

    /** What the report has on one file. */
    JsonNode report(String name) throws IOException {
        for (JsonNode file : report().path("files")) {
            if (file.path("file").asText().equals(name)) {
                return file;
            }
        }
        throw new AssertionError("nothing on " + name + " in the report");
    }

    /** A file that was handed on, with P for each pseudonym. */
    String output(String name) throws IOException {
        return withoutPseudonyms(Files.readString(out.resolve(name)));
    }

    static String withoutPseudonyms(String text) {
        return PSEUDONYM.matcher(text).replaceAll("P");
    }

    /** The names of the files that were handed on, those in the folder's own books left out. */
    Set<String> handedOn() {
        if (!Files.isDirectory(out)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.walk(out)) {
            return files.filter(file -> !Files.isDirectory(file))
                    .map(file -> out.relativize(file).toString())
                    .filter(name -> !name.startsWith(".deidentify") && !name.equals("report.json"))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each file of the input: its content, and when it was changed last. */
    Map<Path, String> inputs() {
        var inputs = new TreeMap<Path, String>();
        try (Stream<Path> files = Files.walk(in, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                inputs.put(file, Sha256.of(file) + " " + Files.getLastModifiedTime(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return inputs;
    }

    /** Finds what a run is to tell nobody: the files' values, not what the rules name. */
    Phrases values() {
        var values = new Phrases();
        try (Stream<Path> files = Files.walk(in)) {
            String allRules = Files.readString(rules);
            Set<String> ofRules = words(allRules, BETWEEN_WORDS);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text;
                try (var start = Files.newInputStream(file)) {
                    text = text(start.readNBytes(LOOKED_FOR));
                }
                String first =
                        text.lines().filter(line -> !line.contains("sep=")).findFirst().orElse("");
                Set<String> header = words(first, BETWEEN_VALUES);
                boolean isHeader =
                        header.stream().anyMatch(one -> !one.isEmpty() && allRules.contains(one));
                for (String value : words(text, BETWEEN_VALUES)) {
                    if (value.length() >= Phrases.SHORTEST
                            && !ofRules.contains(value)
                            // Also what damage has left of a header.
                            && !allRules.contains(value)
                            // The report has years, sizes and counts of its own.
                            && !value.matches("\\d{1,5}|done")
                            && !(isHeader && header.contains(value))) {
                        values.add(value);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return values;
    }

    private Ended checked(Ended ended, Map<Path, String> before) {
        assertThat(inputs()).as("the input").isEqualTo(before);
        assertThat(ended.err()).doesNotContain("\tat ", "Exception", "WARN", "INFO", "DEBUG");
        Phrases values = values();
        assertThat(values.in(ended.err())).as("values that it told").isEmpty();
        assertThat(values.in(ended.out())).as("values that it printed").isEmpty();
        try {
            Path report = out.resolve("report.json");
            if (Files.isRegularFile(report)) {
                assertThat(values.in(Files.readString(report)))
                        .as("values in the report")
                        .isEmpty();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ended;
    }

    /** Strictly UTF-8 is seldom anything else; of other encodings, what is ASCII is looked for. */
    private static String text(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        return text.indexOf('\uFFFD') < 0 ? text : new String(bytes, ISO_8859_1);
    }

    private static Set<String> words(String text, Pattern between) {
        return Arrays.stream(between.split(text))
                .map(String::strip)
                .map(word -> word.startsWith("\uFEFF") ? word.substring(1) : word)
                .collect(Collectors.toSet());
    }
}
