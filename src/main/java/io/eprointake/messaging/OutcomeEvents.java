package io.eprointake.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.eprointake.alerts.RaisedAlert;
import io.eprointake.journal.Outbox.Outcome;
import io.eprointake.report.Analysis;
import io.eprointake.report.ReportState;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes outcomes as CloudEvents 1.0 in Kafka's binary mode, as {@code schemas/report-outcome.json}
 * has them. An event names numbers and rules, never a word or an answer of the patient's, nor of a
 * text that an analyzer wrote: who may see more asks for the report.
 */
final class OutcomeEvents {

    private static final URI SCHEMA = URI.create("urn:epro-intake:schema:report-outcome:1");

    private final URI source;
    private final ObjectMapper mapper;

    OutcomeEvents(URI source, ObjectMapper mapper) {
        this.source = source;
        this.mapper = mapper;
    }

    /** Keyed by the report, so that its outcomes stay in order; its id is the same every time. */
    ProducerRecord<byte[], byte[]> message(Outcome outcome) {
        String reportId = outcome.reportId().toString();
        CloudEvent event =
                CloudEventBuilder.v1()
                        .withId(id(outcome))
                        .withSource(source)
                        .withType("io.eprointake.report." + outcome.state().word())
                        .withSubject(reportId)
                        .withTime(outcome.decidedAt().atOffset(ZoneOffset.UTC))
                        .withDataSchema(SCHEMA)
                        .withDataContentType("application/json")
                        .withData(json(Data.of(outcome)))
                        .build();
        return KafkaMessageFactory.createWriter(Topics.OUTCOMES, reportId.getBytes(UTF_8))
                .writeBinary(event);
    }

    /**
     * A letter that says which event is too large for Kafka, and has the event's key and nothing
     * else of it.
     *
     * @param size of the event's data, in bytes
     */
    @SuppressWarnings("NullAway") // Kafka's values may be null, whatever their types say
    ProducerRecord<byte[], byte[]> tooLarge(Outcome outcome, int size) {
        String reportId = outcome.reportId().toString();
        var letter =
                new ProducerRecord<byte[], byte[]>(
                        Topics.DEAD_OUTCOMES, reportId.getBytes(UTF_8), null);
        DeadLetters.header(letter, "reason", "too_large");
        DeadLetters.header(letter, "topic", Topics.OUTCOMES);
        DeadLetters.header(letter, "report_id", reportId);
        DeadLetters.header(letter, "event_id", id(outcome));
        DeadLetters.header(letter, "size", Integer.toString(size));
        return letter;
    }

    private static String id(Outcome outcome) {
        return outcome.reportId() + "." + outcome.seq();
    }

    private byte[] json(Data data) {
        try {
            return mapper.writeValueAsBytes(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write an outcome");
        }
    }

    private record Data(
            UUID reportId,
            String study,
            String site,
            ReportState state,
            List<Grade> grades,
            List<Alert> alerts,
            @Nullable List<Signal> signals,
            @Nullable Integer redFlags) {

        static Data of(Outcome outcome) {
            Analysis analysis = outcome.analysis();
            return new Data(
                    outcome.reportId(),
                    outcome.study(),
                    outcome.site(),
                    outcome.state(),
                    outcome.grades().stream()
                            .map(grade -> new Grade(grade.group(), grade.composite()))
                            .toList(),
                    outcome.alerts().stream()
                            .map(RaisedAlert::alert)
                            .map(alert -> new Alert(alert.rule(), alert.group()))
                            .toList(),
                    analysis == null
                            ? null
                            : analysis.signals().stream()
                                    .map(signal -> new Signal(signal.group(), signal.confidence()))
                                    .toList(),
                    analysis == null ? null : analysis.redFlags().size());
        }
    }

    private record Grade(int group, int composite) {}

    private record Alert(String rule, @Nullable Integer group) {}

    private record Signal(int group, double confidence) {}
}
