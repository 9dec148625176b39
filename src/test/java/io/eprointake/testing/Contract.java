package io.eprointake.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The OpenAPI document, and whether what the service answers is what it says. */
public final class Contract {

    public static final Path FILE = Path.of("src", "docs", "api", "openapi.yaml");
    public static final JsonNode DOCUMENT = read();

    private static final String HERE = "https://epro-intake.invalid/openapi";
    private static final List<String> ELSEWHERE =
            List.of("/page/", "/webjars/", "/openapi.yaml", "/actuator/", "/analyze", "/extra");
    private static final String PROBLEM = "application/problem+json";
    private static final String NDJSON = "application/x-ndjson";

    private static final JsonSchemaFactory SCHEMAS =
            JsonSchemaFactory.getInstance(
                    VersionFlag.V202012,
                    its ->
                            its.schemaLoaders(
                                    from -> from.schemas(Map.of(HERE, DOCUMENT.toString()))));
    private static final SchemaValidatorsConfig WITH_FORMATS =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    private static final Map<String, JsonSchema> KNOWN = new ConcurrentHashMap<>();

    private Contract() {}

    private static JsonNode read() {
        try {
            return new YAMLMapper().readTree(Files.readString(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its operations, as {@code GET /alerts}. */
    public static Stream<String> operations() {
        return DOCUMENT.get("paths").properties().stream()
                .flatMap(path ->
                        path.getValue().properties().stream()
                                .map(it ->
                                        it.getKey().toUpperCase(Locale.ROOT)
                                                + " "
                                                + path.getKey()));
    }

    /** One of these. */
    public static JsonNode operation(String named) {
        String[] parts = named.split(" ", 2);
        return DOCUMENT.at(pointer(parts[0], parts[1]));
    }

    /**
     * What is wrong with a value.
     *
     * @param schema a pointer to the schema, as {@code /components/schemas/Report}
     */
    public static Set<String> faults(String schema, JsonNode value) {
        return KNOWN
                .computeIfAbsent(
                        schema,
                        it -> SCHEMAS.getSchema(SchemaLocation.of(HERE + "#" + it), WITH_FORMATS))
                .validate(value)
                .stream()
                .map(ValidationMessage::getMessage)
                .collect(Collectors.toSet());
    }

    /**
     * Holds an answer to the document.
     *
     * @throws AssertionError when the document has no such answer of this call; also when something
     *     succeeds that is not in it
     */
    static void check(HttpResponse<String> answer) {
        if (answer.headers().firstValue("X-Request-Id").isEmpty()) {
            return; // another server's
        }
        String method = answer.request().method();
        if (method.equals("OPTIONS")) {
            return; // by which a browser asks whether it may call
        }
        String path = answer.request().uri().getPath();
        String template = template(path).orElse(null);
        if (template == null || DOCUMENT.at(pointer(method, template)).isMissingNode()) {
            if (answer.statusCode() < 300 && !isElsewhere(path)) {
                throw new AssertionError(method + " " + path + " is not in the contract");
            }
            return;
        }
        String operation = pointer(method, template);
        Set<String> faults = faults(operation + "/responses/" + answer.statusCode(), answer);
        if (!faults.isEmpty() && answer.statusCode() >= 400) {
            faults = faults(operation + "/responses/default", answer);
        }
        if (!faults.isEmpty()) {
            throw new AssertionError(
                    "%s %s answered %d otherwise than the contract says: %s"
                            .formatted(method, template, answer.statusCode(), faults));
        }
    }

    /** The page's files; what is for operations or for the analyzer; what only tests add. */
    private static boolean isElsewhere(String path) {
        return path.equals("/") || ELSEWHERE.stream().anyMatch(path::startsWith);
    }

    private static Set<String> faults(String pointer, HttpResponse<String> answer) {
        JsonNode response = DOCUMENT.at(pointer);
        if (response.has("$ref")) {
            return faults(response.get("$ref").asText().substring(1), answer);
        }
        if (response.isMissingNode()) {
            return Set.of("this status is not in it");
        }
        JsonNode contents = response.path("content");
        String type = answer.headers().firstValue("Content-Type").orElse("").split(";", 2)[0];
        if (answer.body().isEmpty()) {
            // No lines are answered by none.
            return contents.isEmpty() || contents.has(NDJSON)
                    ? Set.of()
                    : Set.of("there is no body");
        }
        if (!contents.has(type)) {
            return Set.of("the media type " + type + " is not in it");
        }
        Optional<String> missing = missing(response.path("headers"), answer);
        if (missing.isPresent()) {
            return Set.of("the header " + missing.get() + " is missing");
        }
        if (type.equals(NDJSON)) {
            return answer.body()
                    .lines()
                    .flatMap(line -> faults("/components/schemas/BatchLine", tree(line)).stream())
                    .collect(Collectors.toSet());
        }
        String schema = pointer + "/content/" + type.replace("/", "~1") + "/schema";
        return type.equals("application/json") || type.equals(PROBLEM)
                ? faults(schema, tree(answer.body()))
                : Set.of();
    }

    private static Optional<String> missing(JsonNode headers, HttpResponse<String> answer) {
        return headers.properties().stream()
                .filter(it -> resolved(it.getValue()).path("required").asBoolean())
                .map(Map.Entry::getKey)
                .filter(name -> answer.headers().firstValue(name).isEmpty())
                .findFirst();
    }

    /** What stands where something refers to. */
    public static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? DOCUMENT.at(node.get("$ref").asText().substring(1)) : node;
    }

    private static Optional<String> template(String path) {
        List<String> parts = List.of(path.split("/", -1));
        return StreamSupport.stream(
                        ((Iterable<String>) () -> DOCUMENT.get("paths").fieldNames()).spliterator(),
                        false)
                .filter(it -> fits(List.of(it.split("/", -1)), parts))
                // One that names it goes before one that has a place for anything.
                .min(Comparator.comparing(it -> it.contains("{")));
    }

    private static boolean fits(List<String> template, List<String> parts) {
        for (int i = 0; i < template.size(); i++) {
            if (i >= parts.size()
                    || (!template.get(i).startsWith("{")
                            && !template.get(i).equals(parts.get(i)))) {
                return false;
            }
        }
        return template.size() == parts.size();
    }

    private static String pointer(String method, String path) {
        return "/paths/"
                + path.replace("/", "~1")
                + "/"
                + (method.equals("HEAD") ? "GET" : method).toLowerCase(Locale.ROOT);
    }

    private static JsonNode tree(String json) {
        try {
            return Client.JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError("what says that it is JSON is none", e);
        }
    }
}
