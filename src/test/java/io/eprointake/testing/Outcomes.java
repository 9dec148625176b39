package io.eprointake.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the broker was told of reports. It fails when the events of a report are not in order, or
 * when one that comes again is not what it was.
 */
public final class Outcomes {

    private final Map<String, List<ConsumerRecord<byte[], byte[]>>> byReport = new HashMap<>();
    private final Map<String, Integer> sends = new HashMap<>();

    /** Of all messages of the topic. */
    public Outcomes(List<ConsumerRecord<byte[], byte[]>> messages) {
        messages.forEach(this::add);
    }

    private void add(ConsumerRecord<byte[], byte[]> message) {
        String id = header(message, "ce_id");
        List<ConsumerRecord<byte[], byte[]>> before =
                byReport.computeIfAbsent(
                        new String(message.key(), UTF_8), report -> new ArrayList<>());
        if (sends.merge(id, 1, Integer::sum) == 1) {
            assertThat(before).as("before %s", id).allMatch(e -> number(e) < number(message));
            before.add(message);
        } else {
            assertThat(header(before.getLast(), "ce_id")).as("the last one").isEqualTo(id);
            assertThat(before.getLast().value()).as(id).isEqualTo(message.value());
        }
    }

    /** Of how many reports there is one. */
    public int reports() {
        return byReport.size();
    }

    /** The words of a report's outcomes, in order and each once. */
    public List<String> states(UUID report) {
        return byReport.getOrDefault(report.toString(), List.of()).stream()
                .map(m -> header(m, "ce_type").replace("io.eprointake.report.", ""))
                .toList();
    }

    /** The ids of those events that came more than once. */
    public List<String> repeated() {
        return sends.entrySet().stream()
                .filter(e -> e.getValue() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static long number(ConsumerRecord<byte[], byte[]> message) {
        String id = header(message, "ce_id");
        return Long.parseLong(id.substring(id.indexOf('.') + 1));
    }

    private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        return new String(
                Objects.requireNonNull(message.headers().lastHeader(name)).value(), UTF_8);
    }
}
