package io.eprointake.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import io.eprointake.deidentify.text.CellScrubber;
import io.eprointake.deidentify.text.Scrubber;
import io.eprointake.deidentify.text.Tally;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * How fast one thread scrubs: notes of six sentences, of which one has identifiers in it and five
 * are what patients wrote, three notes in English for each in Chinese.
 */
public final class ScrubRate {

    private static final int NOTES = 4_000;

    private ScrubRate() {}

    public static void main(String[] args) throws IOException {
        List<String> notes = notes();
        megabytesPerSecond(notes, List.of(), Duration.ofSeconds(3));
        System.out.printf(
                "scrubber, one core: %.0f MB/s%n",
                megabytesPerSecond(notes, List.of(), Duration.ofSeconds(4)));
        List<String> row = List.of("Maude482", "Wunsch504", "999-16-9876");
        System.out.printf(
                "with three names of the row: %.0f MB/s%n",
                megabytesPerSecond(notes, row, Duration.ofSeconds(4)));
    }

    /**
     * Scrubs for that long, of processor time, so that other work on the machine does not count.
     * Megabytes are of UTF-8.
     */
    public static double megabytesPerSecond(List<String> notes, List<String> row, Duration time) {
        var scrubber = new Scrubber(List.of("Ferdinand Oyelowo", "上官云珠"));
        return megabytesPerSecond(scrubber, notes, row, time);
    }

    static double megabytesPerSecond(
            Scrubber scrubber, List<String> notes, List<String> row, Duration time) {
        Tally tally = new Tally();
        CellScrubber cells = scrubber.cells(tally);
        long bytes = 0;
        for (String note : notes) {
            bytes += note.getBytes(StandardCharsets.UTF_8).length;
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        long done = 0;
        while (threads.getCurrentThreadCpuTime() - begin < time.toNanos()) {
            for (String note : notes) {
                cells.scrub(note, row);
            }
            done += bytes;
        }
        if (tally.asMap().isEmpty()) {
            throw new IllegalStateException("nothing was scrubbed");
        }
        return done * 1e3 / (threads.getCurrentThreadCpuTime() - begin);
    }

    /** The notes, always the same. */
    public static List<String> notes() throws IOException {
        Random random = new Random(59);
        List<String> notes = new ArrayList<>();
        notes.addAll(notes("en", " ", 3 * NOTES / 4, random));
        notes.addAll(notes("zh", "", NOTES / 4, random));
        Collections.shuffle(notes, random);
        return notes;
    }

    private static List<String> notes(String language, String gap, int count, Random random)
            throws IOException {
        List<String> plain = narratives(language);
        List<String> labelled = labelled(language);
        List<String> notes = new ArrayList<>();
        while (notes.size() < count) {
            StringBuilder note = new StringBuilder(labelled.get(random.nextInt(labelled.size())));
            for (int i = 0; i < 5; i++) {
                note.append(gap).append(plain.get(random.nextInt(plain.size())));
            }
            notes.add(note.toString());
        }
        return notes;
    }

    private static List<String> narratives(String language) throws IOException {
        try (var rows =
                CsvReader.builder().ofNamedCsvRecord(open("/narratives/" + language + ".csv"))) {
            return rows.stream().map(row -> row.getField("sentence")).toList();
        }
    }

    private static List<String> labelled(String language) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<String> texts = new ArrayList<>();
        try (BufferedReader lines = open("/deidentify/" + language + "_text.jsonl")) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                texts.add(json.readTree(line).get("text").asText());
            }
        }
        return texts;
    }

    private static BufferedReader open(String resource) {
        InputStream in = ScrubRate.class.getResourceAsStream(resource);
        return new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8));
    }
}
