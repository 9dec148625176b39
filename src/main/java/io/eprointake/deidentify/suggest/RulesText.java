package io.eprointake.deidentify.suggest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eprointake.deidentify.rules.Action;
import io.eprointake.deidentify.rules.ColumnRule;
import io.eprointake.deidentify.rules.HeaderWords;
import io.eprointake.deidentify.suggest.Suggestions.OfFile;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A rules file as text, with the reason beside each rule.
 *
 * @param columns how many it has rules for
 * @param reviews how many of them a person has still to decide
 */
public record RulesText(String yaml, int columns, int reviews) {

    private static final Pattern PLAIN = Pattern.compile("[\\p{L}_][\\p{L}\\p{Nd}_]*(\\.csv)?");
    private static final Pattern NO_STRING =
            Pattern.compile("(?i)null|true|false|yes|no|on|off|y|n");
    private static final Pattern GLOB = Pattern.compile("[\\\\*?\\[\\]{}]");

    /** A JSON string is a YAML string. */
    private static final JsonMapper QUOTING =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /**
     * @param asOf the day on which ages are to be counted
     * @param failed files that no rules could be proposed for, and why
     */
    public static RulesText of(
            LocalDate asOf, List<FileSample> files, Map<String, String> failed, HeaderWords words) {
        var yaml = new StringBuilder();
        yaml.append(
                "# Proposed from headers and samples: a beginning, to be checked line by line.\n");
        yaml.append("# A file is not handed on while a column of it says review.\n");
        failed.forEach(
                (file, why) -> yaml.append("# No rules for %s: %s\n".formatted(quoted(file), why)));
        yaml.append("as_of: ").append(asOf).append("  # the day on which ages are counted\n");
        yaml.append("files:\n");
        // A name without folders matches in every folder: it comes after those with.
        List<OfFile> suggested =
                Suggestions.of(files, words).stream()
                        .sorted(
                                Comparator.comparing((OfFile one) -> !one.file().contains("/"))
                                        .thenComparing(OfFile::file))
                        .toList();
        List<Suggestion> all = new ArrayList<>();
        for (OfFile one : suggested) {
            append(yaml, one);
            all.addAll(one.columns().values());
        }
        long reviews = all.stream().filter(one -> one.rule().action() == Action.REVIEW).count();
        return new RulesText(yaml.toString(), all.size(), (int) reviews);
    }

    private static void append(StringBuilder yaml, OfFile file) {
        yaml.append("  - match: ")
                .append(scalar(GLOB.matcher(file.file()).replaceAll("\\\\$0")))
                .append('\n');
        FileSample.Written written = file.sample().written();
        if (written.guessed() != null) {
            yaml.append("    encoding: ")
                    .append(written.guessed())
                    .append("  # a guess: look whether it reads right\n");
        }
        if (written.headerRows() > 1) {
            yaml.append("    header_rows: ").append(written.headerRows()).append('\n');
        }
        if (file.subject() != null) {
            yaml.append("    subject: ").append(scalar(file.subject())).append('\n');
            String quasi =
                    file.columns().entrySet().stream()
                            .filter(column -> column.getValue().quasiIdentifier())
                            .map(column -> scalar(column.getKey()))
                            .collect(Collectors.joining(", "));
            if (!quasi.isEmpty()) {
                yaml.append("    quasi_identifiers: [").append(quasi).append("]\n");
            }
        }
        yaml.append("    columns:\n");
        file.columns()
                .forEach((name, suggestion) ->
                        yaml.append("      ")
                                .append(scalar(name))
                                .append(": ")
                                .append(rule(suggestion.rule()))
                                .append("  # ")
                                .append(suggestion.reason())
                                .append('\n'));
    }

    private static String rule(ColumnRule rule) {
        List<String> details = new ArrayList<>();
        if (rule.domain() != null) {
            details.add("domain: " + scalar(rule.domain()));
        }
        if (rule.format() != null) {
            details.add("format: " + quoted(rule.format()));
        }
        if (rule.birth()) {
            details.add("birth: true");
        }
        return details.isEmpty()
                ? rule.action().toString()
                : "{action: %s, %s}".formatted(rule.action(), String.join(", ", details));
    }

    private static String scalar(String text) {
        boolean plain = PLAIN.matcher(text).matches() && !NO_STRING.matcher(text).matches();
        return plain ? text : quoted(text);
    }

    private static String quoted(String text) {
        try {
            return QUOTING.writeValueAsString(text);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a string without a JSON form", impossible);
        }
    }
}
