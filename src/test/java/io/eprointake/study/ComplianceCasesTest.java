package io.eprointake.study;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eprointake.study.Received.Came;
import io.eprointake.testing.Client;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What came of what was expected, by days of the subject's own. */
class ComplianceCasesTest {

    /** Written by somebody who knew the manual's page and not the code. */
    static Stream<Arguments> cases() throws IOException {
        try (var cases = ComplianceCasesTest.class.getResourceAsStream("/study/compliance.json")) {
            return Client.JSON
                    .readTree(cases)
                    .valueStream()
                    .map(it -> Arguments.of(it.path("name").asText(), it))
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void eachComesToWhatItMust(String name, JsonNode its) throws StudyFileException {
        ObjectNode file = its.path("study").deepCopy();
        file.put("study", "ONC-7");
        Study study = StudyFile.read(Client.json(file)); // JSON is YAML
        JsonNode subject = its.path("subject");
        var who =
                new Registration(
                        "ONC-7",
                        "S1",
                        "SITE03",
                        time(subject.path("started_at")),
                        ZoneId.of(subject.path("time_zone").asText()),
                        subject.path("withdrawn_at").isTextual()
                                ? time(subject.path("withdrawn_at"))
                                : null);
        List<Came> came =
                its.path("reports")
                        .valueStream()
                        .map(it ->
                                new Came(
                                        it.path("instrument").asText(),
                                        "1.0",
                                        time(it.path("completed_at")).toEpochMilli(),
                                        time(it.path("received_at")).toEpochMilli()))
                        .toList();
        List<Excuse> excuses =
                its.path("excuses").valueStream().map(ComplianceCasesTest::excuse).toList();
        Instant now = time(its.path("now"));
        List<Slot> slots = new ArrayList<>();
        for (Expected expected : study.instruments()) {
            slots.addAll(
                    Slot.of(
                            expected,
                            study.lateBy(),
                            who,
                            came,
                            excuses,
                            LocalDate.of(2000, 1, 1),
                            who.day(now),
                            now));
        }

        Counts counts = Counts.of(slots);
        JsonNode expect = its.path("expect");
        assertThat(
                        List.of(
                                counts.inTime(),
                                counts.late(),
                                counts.overdue(),
                                counts.missed(),
                                counts.excused()))
                .as("in time, late, overdue, missed, excused: %s", slots)
                .isEqualTo(
                        Stream.of("in_time", "late", "overdue", "missed", "excused")
                                .map(it -> expect.path(it).asLong())
                                .toList());
        if (its.has("slots")) {
            assertThat(
                            slots.stream()
                                    .filter(it -> !it.dueAt().isAfter(now))
                                    .map(it ->
                                            "%s %s %s"
                                                    .formatted(
                                                            it.first(),
                                                            it.last(),
                                                            it.state().word())))
                    .isEqualTo(
                            its.path("slots")
                                    .valueStream()
                                    .map(it ->
                                            "%s %s %s"
                                                    .formatted(
                                                            it.path("first").asText(),
                                                            it.path("last").asText(),
                                                            it.path("state").asText()))
                                    .toList());
        }
    }

    private static Excuse excuse(JsonNode its) {
        @Nullable String instrument = its.path("instrument").asText(null);
        return new Excuse(
                instrument,
                LocalDate.parse(its.path("from").asText()),
                LocalDate.parse(its.path("until").asText()),
                Excuse.Reason.HOSPITALIZED);
    }

    private static Instant time(JsonNode text) {
        return OffsetDateTime.parse(text.asText()).toInstant();
    }
}
