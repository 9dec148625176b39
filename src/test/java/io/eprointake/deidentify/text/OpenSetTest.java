package io.eprointake.deidentify.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.deidentify.text.LabelledText.Label;
import io.eprointake.testing.Csv;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is found in texts that nobody here made, and what is lost of texts that name nobody. */
class OpenSetTest {

    /** Labelled in the set, and no identifiers under Safe Harbor: counted apart. */
    private static final Set<String> NO_IDENTIFIERS =
            Set.of("GPE", "ORGANIZATION", "TITLE", "NRP", "DATE_TIME", "AGE");

    private static final Map<String, Double> FLOORS = Map.of("PERSON", 0.0);

    private final Scrubber strict = new Scrubber(List.of(), List.of());

    private static final class Score {
        private int all;
        private int gone;
        private final List<String> left = new ArrayList<>();

        double recall() {
            return (double) gone / all;
        }
    }

    @Test
    void mostOfWhatIdentifiesGoes() throws IOException {
        Map<String, Score> strictly = scores(strict);
        Map<String, Score> leniently = scores(strict.lenient());
        List<String> table = new ArrayList<>();
        strictly.forEach((type, score) ->
                table.add(
                        "%-18s %4d  %.3f  lenient %.3f%s"
                                .formatted(
                                        type,
                                        score.all,
                                        score.recall(),
                                        leniently.get(type).recall(),
                                        NO_IDENTIFIERS.contains(type) ? "" : "  " + score.left)));
        table.forEach(System.out::println);
        Files.createDirectories(Path.of("target"));
        Files.write(Path.of("target/deidentify-open.txt"), table);
        FLOORS.forEach((type, floor) ->
                assertThat(strictly.get(type).recall()).as(type).isGreaterThanOrEqualTo(floor));
    }

    private static Map<String, Score> scores(Scrubber scrubber) throws IOException {
        Map<String, Score> scores = new TreeMap<>();
        for (LabelledText text : LabelledText.read("en_open")) {
            BitSet gone = new BitSet();
            scrubber.spans(text.text()).forEach(span -> gone.set(span.from(), span.to()));
            for (Label label : text.labels()) {
                Score score = scores.computeIfAbsent(label.type(), _ -> new Score());
                score.all++;
                boolean all = true;
                for (int i = label.from(); i < label.to(); i++) {
                    all &= gone.get(i) || !Character.isLetterOrDigit(text.text().charAt(i));
                }
                score.gone += all ? 1 : 0;
                if (!all) {
                    score.left.add(
                            text.text().substring(label.from(), label.to()).replace("\n", "|"));
                }
            }
        }
        return scores;
    }

    /** By words: what is taken out of sentences in which nobody is named. */
    @Test
    void littleElseGoes() {
        for (var scrubber : List.of(strict, strict.lenient())) {
            int words = 0;
            int gone = 0;
            Map<String, Integer> taken = new TreeMap<>();
            for (var row : Csv.rows("/narratives/en.csv")) {
                String text = row.getField("sentence");
                words += text.split("\\s+", -1).length;
                for (Span span : scrubber.spans(text)) {
                    String lost = text.substring(span.from(), span.to());
                    gone += lost.split("\\s+", -1).length;
                    taken.merge(lost, 1, Integer::sum);
                    if (lost.matches("The|That|Due|2ND Time|THE CAPSEL|Fibro Pain|Lily"))
                        System.out.println("FP " + lost + " in " + text);
                }
            }
            System.out.println(words + " words, " + gone + " gone: " + (double) gone / words);
            System.out.println(taken);
        }
        List<String> lost = new ArrayList<>();
        for (String table :
                List.of("conditions", "medications", "observations", "careplans", "allergies")) {
            Set<String> cells = new TreeSet<>();
            for (var row : Csv.rows("/deidentify/synthea-59/" + table + ".csv")) {
                row.findField("DESCRIPTION").ifPresent(cells::add);
            }
            for (String cell : cells) {
                for (Span span : strict.spans(cell)) {
                    lost.add(cell.substring(span.from(), span.to()));
                }
            }
            System.out.println(table + " " + cells.size());
        }
        System.out.println(lost);
        try (var in = getClass().getResourceAsStream("/deidentify/clinical_terms.txt")) {
            String all =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            all.lines()
                    .forEach(cell ->
                            strict.spans(cell)
                                    .forEach(span ->
                                            System.out.print(
                                                    cell
                                                            + " <"
                                                            + cell.substring(span.from(), span.to())
                                                            + ">; ")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aStrangersNotes() throws IOException {
        int gone = 0, all = 0, kept = 0, keep = 0;
        for (String lenient : List.of("", "lenient")) {
            gone = all = kept = keep = 0;
            Scrubber scrubber = lenient.isEmpty() ? strict : strict.lenient();
            try (var in = getClass().getResourceAsStream("/deidentify/notes.jsonl")) {
                for (String line :
                        new String(
                                        Objects.requireNonNull(in).readAllBytes(),
                                        StandardCharsets.UTF_8)
                                .lines()
                                .toList()) {
                    JsonNode one = new ObjectMapper().readTree(line);
                    String after = scrubber.scrub(one.get("text").asText(), List.of(), new Tally());
                    List<String> wrong = new ArrayList<>();
                    for (JsonNode g : one.get("gone")) {
                        all++;
                        if (after.contains(g.asText())) wrong.add("LEFT " + g.asText());
                        else gone++;
                    }
                    for (JsonNode g : one.get("kept")) {
                        keep++;
                        if (!after.contains(g.asText())) wrong.add("LOST " + g.asText());
                        else kept++;
                    }
                    if (!wrong.isEmpty() && lenient.isEmpty())
                        System.out.println(one.get("id").asText() + " " + wrong);
                }
            }
            System.out.println(
                    lenient + " gone " + gone + "/" + all + " kept " + kept + "/" + keep);
        }
    }
}
