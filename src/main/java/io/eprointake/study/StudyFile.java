package io.eprointake.study;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.UnicodeReader;

/** Reads the files of studies. */
final class StudyFile {

    /** More than anybody writes by hand; a larger one is some other file. */
    static final int MAX_BYTES = 1024 * 1024;

    static final int MAX_FILES = 1000;

    /** More nodes than such a file has, with what it says once and means twice. */
    private static final int MAX_NODES = 100_000;

    /** Deeper than such a file is, and not so deep as one that means itself. */
    private static final int MAX_DEPTH = 20;

    private static final Pattern WEEKS = Pattern.compile("P(\\d{1,3})W");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}");

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                    .addModule(new SimpleModule().addDeserializer(Duration.class, new Durations()))
                    .build();

    private static final Pattern PLACE = Pattern.compile("\\[(\\d{1,6})]");

    private StudyFile() {}

    /**
     * Every {@code *.yaml} of a folder, in the order of their names.
     *
     * @throws StudyFileException what is wrong with the first that is, with its line and key
     */
    static List<Study> readAll(Path folder) throws StudyFileException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files =
                    all.filter(file -> file.getFileName().toString().endsWith(".yaml"))
                            .sorted()
                            .limit(MAX_FILES + 1L)
                            .toList();
        } catch (IOException e) {
            throw new StudyFileException("is no folder that can be read");
        }
        if (files.size() > MAX_FILES) {
            throw new StudyFileException("has more than " + MAX_FILES + " files");
        }
        List<Study> studies = new ArrayList<>();
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            try {
                Study study = read(bytes(file));
                if (studies.stream().anyMatch(other -> other.study().equals(study.study()))) {
                    throw new StudyFileException("study: another file has this study");
                }
                studies.add(study);
            } catch (StudyFileException wrong) {
                throw new StudyFileException(name + " " + wrong.getMessage());
            }
        }
        return studies;
    }

    private static byte[] bytes(Path file) throws StudyFileException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new StudyFileException("is larger than " + MAX_BYTES + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new StudyFileException("cannot be read");
        }
    }

    /** Reads YAML; what it says of an error is where it stands and what is wrong. */
    static Study read(byte[] yaml) throws StudyFileException {
        Node root = compose(yaml);
        if (root == null) {
            throw new StudyFileException("line 1: study: must be there; nothing is");
        }
        try {
            return JSON.treeToValue(tree(root, 0, new int[1]), Study.class);
        } catch (JsonMappingException wrong) {
            throw new StudyFileException(where(wrong, root) + reason(wrong));
        } catch (JsonProcessingException wrong) {
            throw new StudyFileException("line 1: " + wrong.getOriginalMessage());
        }
    }

    private static @Nullable Node compose(byte[] yaml) throws StudyFileException {
        try {
            return new Yaml().compose(new UnicodeReader(new ByteArrayInputStream(yaml)));
        } catch (MarkedYAMLException wrong) {
            int line = wrong.getProblemMark() == null ? 1 : wrong.getProblemMark().getLine() + 1;
            throw new StudyFileException("line " + line + ": " + wrong.getProblem());
        } catch (YAMLException wrong) {
            throw new StudyFileException("line 1: is no YAML in UTF-8");
        }
    }

    /**
     * What was written, with what it says once and means twice; Jackson's own reader of YAML would
     * take the name of an anchor for the value.
     */
    private static JsonNode tree(Node node, int depth, int[] nodes) throws StudyFileException {
        if (++nodes[0] > MAX_NODES || depth > MAX_DEPTH) {
            throw new StudyFileException("line 1: has more in it than any study");
        }
        return switch (node) {
            case MappingNode map -> object(map, depth, nodes);
            case SequenceNode list -> array(list, depth, nodes);
            default -> scalar((ScalarNode) node);
        };
    }

    private static JsonNode object(MappingNode map, int depth, int[] nodes)
            throws StudyFileException {
        ObjectNode object = JSON.createObjectNode();
        for (NodeTuple it : map.getValue()) {
            String key = it.getKeyNode() instanceof ScalarNode its ? its.getValue() : "";
            if (object.has(key)) {
                throw new StudyFileException(
                        "line %d: %s: stands there twice"
                                .formatted(it.getKeyNode().getStartMark().getLine() + 1, key));
            }
            object.set(key, tree(it.getValueNode(), depth + 1, nodes));
        }
        return object;
    }

    private static JsonNode array(SequenceNode list, int depth, int[] nodes)
            throws StudyFileException {
        ArrayNode array = JSON.createArrayNode();
        for (Node it : list.getValue()) {
            array.add(tree(it, depth + 1, nodes));
        }
        return array;
    }

    private static JsonNode scalar(ScalarNode node) {
        String text = node.getValue();
        if (node.getTag().equals(Tag.NULL)) {
            return NullNode.instance;
        }
        if (node.getTag().equals(Tag.BOOL)) {
            return BooleanNode.valueOf(
                    List.of("true", "yes", "on").contains(text.toLowerCase(Locale.ROOT)));
        }
        return node.getTag().equals(Tag.INT) && NUMBER.matcher(text).matches()
                ? IntNode.valueOf(Integer.parseInt(text))
                : TextNode.valueOf(text);
    }

    /** By the key that is wrong, or by what it is in where that is not there. */
    private static String where(JsonMappingException wrong, Node root) {
        Node at = root;
        int line = 1;
        var where = new StringBuilder();
        List<String> steps = new ArrayList<>();
        for (var step : wrong.getPath()) {
            String name = step.getFieldName();
            steps.add(name == null ? "[" + step.getIndex() + "]" : name);
        }
        steps.forEach(step -> where.append(step).append(' '));
        // What a record refuses begins with where in it that is.
        String reason = reason(wrong);
        Collections.addAll(
                steps, reason.substring(0, Math.max(0, reason.indexOf(':'))).split(" ", -1));
        for (String step : steps) {
            Node next = child(at, step);
            if (next == null) {
                break;
            }
            line = line(at, next);
            at = next;
        }
        if (!where.isEmpty()) {
            where.setCharAt(where.length() - 1, ':');
            where.append(' ');
        }
        return "line " + line + ": " + where;
    }

    private static @Nullable Node child(@Nullable Node of, String step) {
        return switch (of) {
            case MappingNode map ->
                    map.getValue().stream()
                            .filter(it ->
                                    it.getKeyNode() instanceof ScalarNode key
                                            && key.getValue().equals(step))
                            .map(NodeTuple::getValueNode)
                            .findFirst()
                            .orElse(null);
            case SequenceNode list -> {
                Matcher place = PLACE.matcher(step);
                int index = place.matches() ? Integer.parseInt(place.group(1)) : -1;
                yield index >= 0 && index < list.getValue().size()
                        ? list.getValue().get(index)
                        : null;
            }
            case null, default -> null;
        };
    }

    /** Of the key, where there is one: its value may begin below it. */
    private static int line(@Nullable Node parent, Node value) {
        Node at = value;
        if (parent instanceof MappingNode map) {
            for (NodeTuple it : map.getValue()) {
                at = it.getValueNode().equals(value) ? it.getKeyNode() : at;
            }
        }
        return at.getStartMark().getLine() + 1;
    }

    private static String reason(JsonMappingException wrong) {
        if (wrong instanceof UnrecognizedPropertyException) {
            return "there is no such key";
        }
        Throwable cause = wrong instanceof ValueInstantiationException ? wrong.getCause() : null;
        String message = cause == null ? null : cause.getMessage();
        return message == null ? wrong.getOriginalMessage() : message;
    }

    /** Of ISO 8601, weeks too. */
    private static final class Durations extends StdDeserializer<Duration> {

        private Durations() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser parser, DeserializationContext context)
                throws IOException {
            String text = parser.getText();
            Matcher weeks = WEEKS.matcher(text);
            try {
                return weeks.matches()
                        ? Duration.ofDays(7L * Integer.parseInt(weeks.group(1)))
                        : Duration.parse(text);
            } catch (DateTimeException | ArithmeticException e) {
                throw context.weirdStringException(
                        text, Duration.class, "must be a duration, such as P2D or PT48H");
            }
        }
    }
}
