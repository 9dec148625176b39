package io.eprointake.bench;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.eprointake.testing.ServiceProcess;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The batch command over 1 GB of CSV, beside a plain copy of the same files through the same CSV
 * library: each a process of its own, in turns.
 */
public final class CsvRate {

    private static final long SIZE = Long.getLong("csv.megabytes", 1024) * 1024 * 1024;
    private static final int FILES = 4;
    private static final int TURNS = Integer.getInteger("csv.turns", 3);

    /** Exports come sorted by subject. */
    private static final int ROWS_OF_A_SUBJECT = 60;

    /** What the command is to do with; the aim is 256 MB for the whole process. */
    private static final String[] HEAP = {"-Xmx96m", "-XX:+UseParallelGC"};

    private static final String[] TERMS = {
        "Nausea", "Fatigue", "Body Height", "Hemoglobin A1c", "乏力"
    };

    private static final String[] IDENTIFYING = {
        " Call me on 555-0142 or mail ann.doe@example.com.",
        " Dr. Wunsch saw me on March 3, 2024.",
        " 我叫何晓明，手机19900003050。",
        " MRN 4471902, 12 Olson Landing, Long Beach, CA 90804."
    };

    private static final String RULES =
            """
            as_of: 2024-12-31
            files:
              - match: "*.csv"
                subject: SUBJECT
                columns:
                  VISIT: pseudonym
                  SUBJECT: pseudonym
                  STARTED: year
                  ENDED: year
                  CODE: keep
                  TERM: keep
                  VALUE: keep
                  UNIT: keep
                  ZIP: zip3
                  AGE: age
                  NOTE: scrub
            """;

    private final Path folder;
    private final Map<String, List<Double>> rates = new HashMap<>();
    private final Map<String, Long> peaks = new HashMap<>();

    private CsvRate(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("csv-rate");
        try {
            new CsvRate(folder).run();
        } finally {
            delete(folder);
        }
    }

    private void run() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("key"), "0123456789abcdef".repeat(4));
        Files.writeString(folder.resolve("rules.yaml"), RULES);
        generate("coded", false);
        generate("noted", true);
        for (int turn = 0; turn < TURNS; turn++) {
            for (String data : List.of("coded", "noted")) {
                for (int workers = 1; workers <= 2; workers++) {
                    copy(data, workers);
                    deidentify(data, workers);
                }
            }
        }
        System.out.println("| | workers | MB/s | of the copy | peak MB |");
        System.out.println("|---|---:|---:|---:|---:|");
        for (String data : List.of("coded", "noted")) {
            for (int workers = 1; workers <= 2; workers++) {
                print("copy " + data, "copy " + data, workers);
                print("deidentify " + data, "copy " + data, workers);
            }
        }
    }

    private void print(String what, String limit, int workers) {
        double rate = median(what + workers);
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.0f | %.2f | %d |%n",
                what,
                workers,
                rate,
                rate / median(limit + workers),
                peaks.getOrDefault(what + workers, 0L) / 1024);
    }

    private void copy(String data, int workers) throws IOException, InterruptedException {
        time(
                "copy " + data + workers,
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        CsvCopy.class.getName(),
                        folder.resolve(data).toString(),
                        folder.resolve("out").toString(),
                        Integer.toString(workers)));
    }

    private void deidentify(String data, int workers) throws IOException, InterruptedException {
        time(
                "deidentify " + data + workers,
                List.of(
                        "-jar",
                        ServiceProcess.jar().toString(),
                        "deidentify",
                        "--in=" + folder.resolve(data),
                        "--out=" + folder.resolve("out"),
                        "--rules=" + folder.resolve("rules.yaml"),
                        "--key-file=" + folder.resolve("key"),
                        "--shared-key",
                        "--threads=" + workers));
    }

    private void time(String what, List<String> arguments)
            throws IOException, InterruptedException {
        delete(folder.resolve("out"));
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(HEAP));
        command.addAll(arguments);
        long began = System.nanoTime();
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        long peak = 0;
        do {
            peak = Math.max(peak, peak(process.pid()));
        } while (!process.waitFor(50, TimeUnit.MILLISECONDS));
        double seconds = (System.nanoTime() - began) / 1e9;
        if (process.exitValue() != 0) {
            throw new IllegalStateException(Files.readString(folder.resolve("log")));
        }
        double megabytes = SIZE / 1024.0 / 1024.0;
        rates.computeIfAbsent(what, _ -> new ArrayList<>()).add(megabytes / seconds);
        peaks.merge(what, peak, Math::max);
        System.err.printf(
                Locale.ROOT, "%s: %.0f MB/s, %d MB%n", what, megabytes / seconds, peak / 1024);
    }

    /** The most memory that the process ever had, in KB, as Linux counts it. */
    private static long peak(long pid) {
        try (Stream<String> status = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return status.filter(line -> line.startsWith("VmHWM"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException ended) {
            return 0;
        }
    }

    private double median(String what) {
        List<Double> of = rates.getOrDefault(what, List.of());
        return of.stream().sorted().skip(of.size() / 2).findFirst().orElseThrow();
    }

    private void generate(String data, boolean noted) throws IOException {
        List<String> notes = noted ? notes() : List.of();
        Files.createDirectories(folder.resolve(data));
        for (int file = 0; file < FILES; file++) {
            var random = new Random(file);
            Path path = folder.resolve(data).resolve("part" + file + ".csv");
            try (var out =
                    new PrintStream(
                            new BufferedOutputStream(Files.newOutputStream(path), 1 << 16),
                            false,
                            StandardCharsets.UTF_8)) {
                String header = "VISIT,SUBJECT,STARTED,ENDED,CODE,TERM,VALUE,UNIT,ZIP,AGE";
                out.println(noted ? header + ",NOTE" : header);
                long written = 0;
                for (int number = 0; written < SIZE / FILES; number++) {
                    String row =
                            row(random, number) + (noted ? "," + note(random, notes) : "") + "\n";
                    byte[] bytes = row.getBytes(StandardCharsets.UTF_8);
                    out.write(bytes, 0, bytes.length);
                    written += bytes.length;
                }
            }
        }
    }

    private static String row(Random random, int number) {
        int day = random.nextInt(1, 29);
        int month = random.nextInt(1, 13);
        return String.format(
                Locale.ROOT,
                "%s,S%05d,2024-%02d-%02dT08:%02d:00Z,2024-%02d-%02dT09:00:00Z,%d,%s,%.1f,mmol/L,%05d,%d",
                new UUID(random.nextLong(), random.nextLong()),
                number / ROWS_OF_A_SUBJECT,
                month,
                day,
                random.nextInt(60),
                month,
                day,
                random.nextInt(100_000, 999_999_999),
                TERMS[random.nextInt(TERMS.length)],
                random.nextDouble() * 200,
                random.nextInt(10_000, 99_999),
                random.nextInt(18, 95));
    }

    /** What patients wrote, one in eight followed by what must not be handed on. */
    private static String note(Random random, List<String> notes) {
        String note = notes.get(random.nextInt(notes.size()));
        if (random.nextInt(8) == 0) {
            note += IDENTIFYING[random.nextInt(IDENTIFYING.length)];
        }
        return '"' + note.replace("\"", "\"\"") + '"';
    }

    private static List<String> notes() throws IOException {
        List<String> notes = new ArrayList<>();
        for (String file : List.of("en.csv", "zh.csv")) {
            try (CsvReader<NamedCsvRecord> rows =
                    CsvReader.builder()
                            .ofNamedCsvRecord(
                                    Path.of("src/test/resources/narratives").resolve(file))) {
                rows.forEach(row ->
                        notes.add(
                                row.findField("sentence")
                                        .or(() -> row.findField("text"))
                                        .orElseThrow()));
            }
        }
        return notes;
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
