package io.eprointake.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A thread of this process, virtual ones too.
 *
 * @param id greater than those of all that were made before
 */
record LiveThread(long id, String name, boolean virtual, String state, List<String> stack) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** From a dump, since nothing else shows virtual threads. */
    static List<LiveThread> all() {
        try {
            Path folder = Files.createTempDirectory("threads");
            Path file = folder.resolve("dump.json");
            try {
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .dumpThreads(file.toString(), ThreadDumpFormat.JSON);
                List<LiveThread> all = new ArrayList<>();
                for (JsonNode container : JSON.readTree(file.toFile()).findValues("threads")) {
                    container.forEach(thread -> all.add(of(thread)));
                }
                return all;
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LiveThread of(JsonNode thread) {
        List<String> stack = new ArrayList<>();
        thread.path("stack").forEach(frame -> stack.add(frame.asText()));
        return new LiveThread(
                thread.path("tid").asLong(),
                thread.path("name").asText(),
                thread.path("virtual").asBoolean(),
                thread.path("state").asText(),
                stack);
    }

    @Override
    public String toString() {
        return "%s thread #%d \"%s\", %s\n\tat %s"
                .formatted(
                        virtual ? "virtual" : "platform",
                        id,
                        name,
                        state,
                        String.join("\n\tat ", stack));
    }
}
