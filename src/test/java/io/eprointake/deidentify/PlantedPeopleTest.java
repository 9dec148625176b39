package io.eprointake.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Eight exports as hospitals, forms and devices write them, with rules as a sensible data manager
 * gives them. All persons are invented.
 */
class PlantedPeopleTest {

    private static final Map<String, Charset> ENCODINGS =
            Map.of(
                    "his.csv", Charset.forName("GB18030"),
                    "excel.csv", Charset.forName("windows-1252"));

    /** Words of each file's text that name nobody. */
    private static final Map<String, List<String>> HARMLESS =
            Map.of(
                    "redcap.csv", List.of("vomited x3", "retired mayor of", "feel fine"),
                    "openclinica.csv", List.of("Reported by wife", "NAUSEA", "Resolved"),
                    "fhir.csv", List.of("felt sick; ask"),
                    "sas.csv", List.of("AT HOME", "PREGNANT PARTNER", "NO COMMENT"),
                    "his.csv", List.of("出现恶心", "恶心3天", "乏力"),
                    "device.csv", List.of("dizzy after walk to"),
                    "qualtrics.csv", List.of("my neighbor", "Moderate", "hat geholfen"),
                    "excel.csv", List.of("rief an"));

    @TempDir Path folder;

    @Test
    void nobodyWhoWasPlantedComesOutAndTheRestIsNotLost() throws IOException {
        Study study = new Study(folder);
        List<String> planted = lines("planted.txt");
        planted.removeIf(line -> line.startsWith("#"));
        for (String line : planted) {
            String file = line.substring(0, line.indexOf('\t'));
            study.file(file, bytes("in/" + file));
        }
        Files.write(study.rules(), bytes("rules.yaml"));

        Ended ended = study.run();

        assertThat(ended.code()).as(ended.err()).isZero();
        List<String> cameOut = new ArrayList<>();
        for (String line : planted) {
            String[] parts = line.split("\t", -1);
            Charset encoding = ENCODINGS.getOrDefault(parts[0], StandardCharsets.UTF_8);
            String before = new String(bytes("in/" + parts[0]), encoding);
            String after = Files.readString(study.out().resolve(parts[0]), encoding);
            for (String value : List.of(parts).subList(1, parts.length)) {
                assertThat(before).as(parts[0]).contains(value);
                if (after.contains(value)) {
                    cameOut.add(parts[0] + ": " + value);
                }
            }
            assertThat(after).contains(HARMLESS.getOrDefault(parts[0], List.of("a sentence")));
            assertThat(after.lines().count()).isGreaterThan(2);
        }
        assertThat(cameOut).isEmpty();
    }

    private static List<String> lines(String resource) throws IOException {
        return new ArrayList<>(
                new String(bytes(resource), StandardCharsets.UTF_8).lines().toList());
    }

    private static byte[] bytes(String resource) throws IOException {
        try (InputStream in =
                PlantedPeopleTest.class.getResourceAsStream("/deidentify/exports/" + resource)) {
            return Objects.requireNonNull(in, resource).readAllBytes();
        }
    }
}
