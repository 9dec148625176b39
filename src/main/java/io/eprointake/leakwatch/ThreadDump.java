package io.eprointake.leakwatch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Every thread of the process, virtual ones that nobody counts too, summed up by name and stack. A
 * check on the ledger from outside it, and dear: ten thousand threads take up to a second.
 */
@Component
final class ThreadDump {

    private final HotSpotDiagnosticMXBean diagnostics =
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    private final ObjectMapper json = new ObjectMapper();
    private final int listed;

    ThreadDump(LeakwatchProperties settings) {
        this.listed = settings.maxGroupsListed();
    }

    /** The JVM dumps into a file only: it is written where none but us can read it, and deleted. */
    Summary take() throws IOException {
        Path folder = Files.createTempDirectory("leakwatch");
        Path file = folder.resolve("threads.json");
        try {
            diagnostics.dumpThreads(file.toString(), ThreadDumpFormat.JSON);
            return summary(file);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    /** Reads thread by thread: the file is large just when there is something to find. */
    private Summary summary(Path file) throws IOException {
        Map<Likeness, Integer> counts = new HashMap<>();
        try (JsonParser parser = json.createParser(file.toFile())) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.START_ARRAY
                        && "threads".equals(parser.currentName())) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        counts.merge(Likeness.of(json.readTree(parser)), 1, Integer::sum);
                    }
                }
            }
        }
        return summary(counts);
    }

    private Summary summary(Map<Likeness, Integer> counts) {
        List<Group> groups =
                counts.entrySet().stream()
                        .map(entry -> entry.getKey().times(entry.getValue()))
                        .sorted(Comparator.comparingInt(Group::count).reversed())
                        .toList();
        return new Summary(
                groups.stream().mapToInt(Group::count).sum(),
                groups.stream().filter(Group::virtual).mapToInt(Group::count).sum(),
                groups.stream().limit(listed).toList(),
                groups.stream().skip(listed).mapToInt(Group::count).sum());
    }

    /**
     * @param notListed threads in groups too small to be listed
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Summary(int threads, int virtual, List<Group> groups, int notListed) {}

    record Group(
            String name,
            boolean virtual,
            String state,
            int count,
            String fingerprint,
            Stack stack) {}

    private record Likeness(String name, boolean virtual, String state, Stack stack) {

        static Likeness of(JsonNode thread) {
            List<String> frames = new ArrayList<>();
            thread.path("stack").forEach(frame -> frames.add(frame.asText()));
            return new Likeness(
                    Jvm.withoutNumbers(thread.path("name").asText()),
                    thread.path("virtual").asBoolean(),
                    thread.path("state").asText(),
                    new Stack(frames));
        }

        Group times(int count) {
            return new Group(name, virtual, state, count, stack.fingerprint(), stack);
        }
    }
}
