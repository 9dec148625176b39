package io.eprointake.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code docker/compose.yaml}, as the one who starts it by hand reads it. */
public final class Compose {

    public static final Path FOLDER = Path.of("docker");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+):\\?[^}]*}");

    private final JsonNode file;

    private Compose(JsonNode file) {
        this.file = file;
    }

    public static Compose read() {
        // Not Jackson's own reader, which knows no "<<".
        var yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        try (var text = Files.newBufferedReader(FOLDER.resolve("compose.yaml"))) {
            return new Compose(Client.JSON.valueToTree(yaml.load(text)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of it, with anchors followed and variables as they are written. */
    public JsonNode file() {
        return file;
    }

    public JsonNode service(String name) {
        return file.required("services").required(name);
    }

    /** What a container finds in its environment, when every variable has this value. */
    public Map<String, String> environment(String service, String value) {
        Map<String, String> environment = new TreeMap<>();
        service(service)
                .path("environment")
                .properties()
                .forEach(it ->
                        environment.put(
                                it.getKey(),
                                VARIABLE.matcher(it.getValue().asText()).replaceAll(value)));
        return environment;
    }

    /** The settings of a broker that the image makes of its environment. */
    public Map<String, String> kafkaSettings() {
        Map<String, String> settings = new TreeMap<>();
        environment("kafka", "")
                .forEach((name, value) -> {
                    if (name.startsWith("KAFKA_") && !name.equals("KAFKA_HEAP_OPTS")) {
                        settings.put(
                                name.substring("KAFKA_".length())
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', '.'),
                                value);
                    }
                });
        return settings;
    }

    /** The command of a service's health check. */
    public List<String> healthCheck(String service) {
        return service(service)
                .required("healthcheck")
                .required("test")
                .valueStream()
                .skip(1)
                .map(word -> word.asText().replace("$$", "$"))
                .toList();
    }
}
