package io.eprointake.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Made-up patients and their reports. What they say is written down under {@code
 * target/patient-text}, so that a check at the end can look for it in every log of the run.
 */
public final class Patients {

    /** One text a line. */
    public static final Path SAID = Path.of("target", "patient-text");

    private Patients() {}

    private static final Pattern BETWEEN_CLAUSES = Pattern.compile("[,，.。;；!?！？\n]");

    /** Writes down that a text was sent, and returns it. */
    public static String says(String text) {
        try {
            Files.createDirectories(SAID);
            Files.writeString(
                    SAID.resolve(ProcessHandle.current().pid() + ".txt"),
                    traces(text).collect(Collectors.joining("\n", "", "\n")),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text;
    }

    /** What a log that quotes a text may hold of it: its lines, and its clauses. */
    public static Stream<String> traces(String text) {
        return Stream.concat(text.lines(), BETWEEN_CLAUSES.splitAsStream(text).map(String::strip))
                .distinct();
    }

    /** A subject id that occurs nowhere else. */
    public static String subject() {
        return says("SUBJ-" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 60), 36));
    }

    /** A narrative that occurs nowhere else, in English or in Chinese. */
    public static String narrative() {
        String days = Long.toString(ThreadLocalRandom.current().nextLong(1L << 60), 36);
        return says(
                ThreadLocalRandom.current().nextBoolean()
                        ? days + " days of a sore mouth, and I hardly sleep."
                        : days + "天了，嘴里一直疼，晚上睡不好。");
    }

    /** A report with answers and a narrative, as a map to be changed and then written as JSON. */
    public static Map<String, Object> report(UUID id, String subject, String narrative) {
        Map<String, Object> report = withoutNarrative(id, subject);
        report.put("narrative", narrative);
        return report;
    }

    /** A report with answers only: there is nothing for the AI. */
    public static Map<String, Object> withoutNarrative(UUID id, String subject) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("report_id", id.toString());
        report.put("study", "ONC-301");
        report.put("site", "SITE03");
        report.put("subject", subject);
        report.put("instrument", "PRO-CTCAE");
        report.put("instrument_version", "1.0");
        report.put("completed_at", "2026-03-02T20:14:05+08:00");
        report.put("language", "en");
        report.put("mode", "self");
        report.put(
                "responses",
                new LinkedHashMap<>(Map.of("PROCTCAE_9A_SCL", 1, "PROCTCAE_9B_SCL", 2)));
        return report;
    }
}
