package io.eprointake.study;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the files of studies. */
final class StudyFile {

    /** More than anybody writes by hand; a larger one is some other file. */
    static final int MAX_BYTES = 1024 * 1024;

    static final int MAX_FILES = 1000;

    private static final ObjectMapper YAML =
            YAMLMapper.builder(
                            YAMLFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                    .addModule(new JavaTimeModule())
                    .build();

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
        try {
            Study study = YAML.readValue(yaml, Study.class);
            if (study == null) {
                throw new StudyFileException("is empty");
            }
            return study;
        } catch (JsonProcessingException wrong) {
            throw new StudyFileException(where(wrong, yaml) + reason(wrong));
        } catch (IOException e) {
            throw new StudyFileException("cannot be read");
        }
    }

    /** By the place of the key: the parser is past it when it finds that its value is wrong. */
    private static String where(JsonProcessingException wrong, byte[] yaml) {
        if (!(wrong instanceof JsonMappingException mapping)) {
            return wrong.getLocation() == null
                    ? ""
                    : "line " + wrong.getLocation().getLineNr() + ": ";
        }
        Node at = new Yaml().compose(new StringReader(new String(yaml, UTF_8)));
        int line = 1;
        var where = new StringBuilder();
        for (var step : mapping.getPath()) {
            String name = step.getFieldName();
            where.append(name == null ? "[" + step.getIndex() + "]" : name).append(' ');
            Node next = child(at, step.getFieldName(), step.getIndex());
            line = next == null ? line : line(at, next);
            at = next;
        }
        // What a record refuses begins with the key that it is about.
        String reason = reason(wrong);
        String key = reason.substring(0, Math.max(0, reason.indexOf(':')));
        Node about = child(at, key, -1);
        line = about == null ? line : line(at, about);
        if (!where.isEmpty()) {
            where.setCharAt(where.length() - 1, ':');
            where.append(' ');
        }
        return "line " + line + ": " + where;
    }

    private static @Nullable Node child(@Nullable Node of, @Nullable String name, int index) {
        return switch (of) {
            case MappingNode map ->
                    map.getValue().stream()
                            .filter(it ->
                                    it.getKeyNode() instanceof ScalarNode key
                                            && key.getValue().equals(name))
                            .map(NodeTuple::getValueNode)
                            .findFirst()
                            .orElse(null);
            case SequenceNode list ->
                    index >= 0 && index < list.getValue().size()
                            ? list.getValue().get(index)
                            : null;
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

    private static String reason(JsonProcessingException wrong) {
        if (wrong.getCause() instanceof MarkedYAMLException unread) {
            return String.valueOf(unread.getProblem());
        }
        Throwable cause = wrong instanceof ValueInstantiationException ? wrong.getCause() : null;
        String message = cause == null ? null : cause.getMessage();
        if (wrong instanceof UnrecognizedPropertyException) {
            return "there is no such key";
        }
        return message == null ? wrong.getOriginalMessage() : message;
    }
}
