package io.eprointake.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code docker/compose.yaml}, as the one who starts it by hand reads it. */
public final class Compose {

    public static final Path FOLDER = Path.of("docker");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+):\\?[^}]*}");
    private static final String FOR_CLIENTS = "SPRING_KAFKA_(PROPERTIES_)?(SASL|SECURITY)_.*";

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

    /** The names of the variables that it asks for, none of which it has a value for itself. */
    public Set<String> variables() {
        return VARIABLE.matcher(file.toString())
                .results()
                .map(it -> it.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The settings of a broker that the image makes of its environment. */
    public Map<String, String> kafkaSettings(String value) {
        Map<String, String> settings = new TreeMap<>();
        environment("kafka", value)
                .forEach((name, its) -> {
                    if (name.startsWith("KAFKA_") && !name.equals("KAFKA_HEAP_OPTS")) {
                        settings.put(setting(name.substring("KAFKA_".length())), its);
                    }
                });
        return settings;
    }

    /** By what the service lets the broker know who it is: settings of a Kafka client. */
    public Map<String, String> kafkaLogin(String value) {
        Map<String, String> settings = new TreeMap<>();
        environment("intake-1", value)
                .forEach((name, its) -> {
                    if (name.matches(FOR_CLIENTS)) {
                        settings.put(
                                setting(name.replaceFirst("SPRING_KAFKA_(PROPERTIES_)?", "")), its);
                    }
                });
        return settings;
    }

    private static String setting(String variable) {
        return variable.toLowerCase(Locale.ROOT).replace('_', '.');
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
