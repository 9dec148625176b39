package io.eprointake.deidentify.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A line of {@code deidentify/*.jsonl}: a text, and the identifiers in it. */
record LabelledText(String text, List<Label> labels) {

    record Label(int from, int to, String type) {}

    static List<LabelledText> read(String set) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<LabelledText> texts = new ArrayList<>();
        try (InputStream in =
                        LabelledText.class.getResourceAsStream("/deidentify/" + set + ".jsonl");
                BufferedReader lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        Objects.requireNonNull(in), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                texts.add(of(json.readTree(line)));
            }
        }
        return texts;
    }

    private static LabelledText of(JsonNode line) {
        List<Label> labels = new ArrayList<>();
        for (JsonNode span : line.get("spans")) {
            labels.add(
                    new Label(
                            span.get("start").asInt(),
                            span.get("end").asInt(),
                            span.get("type").asText()));
        }
        return new LabelledText(line.get("text").asText(), labels);
    }
}
