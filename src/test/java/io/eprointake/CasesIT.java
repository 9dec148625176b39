package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.eprointake.testing.Client;
import io.eprointake.testing.Csv;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The thirteen cases, sent one after the other over HTTP, with two embedded models behind: what
 * cleaning and grading make of them is held by the instrument's own test, so here it is what the
 * phone and the staff are told.
 */
class CasesIT {

    private static final Map<Integer, HttpResponse<String>> ANSWERS = new LinkedHashMap<>();

    @TempDir static Path folder;
    private static RunningService service;
    private static Client client;

    @BeforeAll
    static void sendAll() throws IOException {
        service = RunningService.start(folder);
        // In the words of case 12, which no log may hold on their own either.
        Patients.says("王建国");
        Patients.says("19900001234");
        client = service.client();
        for (NamedCsvRecord row : Csv.rows("/reports/cases.csv")) {
            ANSWERS.put(Integer.parseInt(row.getField("case")), client.post(report(row)));
        }
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void everyCaseButTheConflictIsAccepted() {
        assertThat(ANSWERS).hasSize(13);
        ANSWERS.forEach((number, answer) ->
                assertThat(answer.statusCode())
                        .as("case %s", number)
                        .isEqualTo(number == 9 ? 409 : 202));
    }

    @Test
    void theDoubtfulAreQuarantinedAndOnlyThey() {
        ANSWERS.forEach((number, answer) -> {
            if (number != 9) {
                boolean doubtful = number >= 4 && number <= 7;
                assertThat(Client.tree(answer).at("/state").asText())
                        .as("case %s", number)
                        .isEqualTo(doubtful ? "quarantined" : "received");
            }
        });
    }

    @Test
    void theSecondReportOfASubjectIsWorseByTwo() {
        assertThat(stored(1).at("/assessment/alerts")).isEmpty();
        List<String> rules = new ArrayList<>();
        stored(2).at("/assessment/alerts").forEach(alert -> rules.add(alert.at("/rule").asText()));
        assertThat(rules).contains("severe", "worsened", "composite");
        assertThat(stored(2).at("/assessment/grades/0/composite").asInt()).isEqualTo(3);
    }

    @Test
    void aReplayGetsTheFirstReceiptAndAConflictLeavesItUntouched() {
        assertThat(Objects.requireNonNull(ANSWERS.get(8)).body())
                .isEqualTo(Objects.requireNonNull(ANSWERS.get(2)).body());
        assertThat(stored(2).at("/assessment/grades/0/composite").asInt()).isEqualTo(3);
        assertThat(Client.tree(client.get("/reports?limit=200")).at("/reports")).hasSize(11);
    }

    @Test
    void chineseWordsBecomeSignals() {
        JsonNode analysis = analyzed(12);

        assertThat(groups(analysis)).contains(9, 8);
        assertThat(analysis.at("/red_flags")).isEmpty();
    }

    @Test
    void aRedFlagIsRaisedAndADeniedSymptomIsNot() {
        JsonNode analysis = analyzed(13);

        assertThat(analysis.at("/red_flags/0/kind").asText()).isEqualTo("suicidality");
        assertThat(groups(analysis)).doesNotContain(9);
    }

    private static JsonNode analyzed(int number) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> stored(number).at("/state").asText().equals("analyzed"));
        return stored(number).at("/analysis");
    }

    private static List<Integer> groups(JsonNode analysis) {
        List<Integer> groups = new ArrayList<>();
        analysis.at("/signals").forEach(signal -> groups.add(signal.at("/group").asInt()));
        return groups;
    }

    private static JsonNode stored(int number) {
        var answer = Objects.requireNonNull(ANSWERS.get(number));
        return client.report(Client.tree(answer).at("/report_id").asText());
    }

    private static Map<String, Object> report(NamedCsvRecord row) {
        Map<String, Object> responses = new LinkedHashMap<>();
        for (String response : row.getField("responses").split(";", -1)) {
            int at = response.indexOf('=');
            if (at > 0) {
                responses.put(response.substring(0, at), response.substring(at + 1));
            }
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put(
                "report_id",
                "7f6a2f0e-3f6b-4b0e-9a3e-0c7f6a1d00" + row.getField("report_id_suffix"));
        report.put("study", "ONC-301");
        report.put("site", row.getField("subject").substring(0, 6));
        report.put("subject", Patients.says(row.getField("subject")));
        report.put("instrument", "PRO-CTCAE");
        report.put("instrument_version", "1.0");
        report.put("completed_at", row.getField("completed_at"));
        report.put("language", row.getField("language"));
        report.put("mode", row.getField("mode"));
        report.put("responses", responses);
        if (!row.getField("narrative").isEmpty()) {
            report.put("narrative", Patients.says(row.getField("narrative")));
        }
        return report;
    }
}
