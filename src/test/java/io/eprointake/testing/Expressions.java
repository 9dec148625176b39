package io.eprointake.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What the rules and the dashboard of {@code docker} ask Prometheus for. */
public final class Expressions {

    private static final Pattern EXPRESSION = Pattern.compile("expr\"?: \"?(.+)");
    private static final Pattern METRIC =
            Pattern.compile(
                    "\\b((?:epro|resilience4j|jvm|process|kafka)_[a-z0-9_]+)(?:\\{([^}]*)})?");

    private Expressions() {}

    /** All of them, as they are written. */
    public static List<String> all() {
        try {
            String all =
                    Files.readString(Compose.FOLDER.resolve("alerts.yml"))
                            + Files.readString(Compose.FOLDER.resolve("grafana-intake.json"));
            return EXPRESSION
                    .matcher(all.replace("\\\"", "\""))
                    .results()
                    .map(it -> it.group(1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The metrics in one: group 1 is the name, group 2 the labels, or null. */
    public static List<MatchResult> metrics(String expression) {
        return METRIC.matcher(expression).results().toList();
    }
}
