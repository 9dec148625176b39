package io.eprointake.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.eprointake.report.Alert;
import io.eprointake.report.Assessment;
import io.eprointake.report.Assessment.Grade;
import io.eprointake.report.Cleaned;
import io.eprointake.report.Finding;
import io.eprointake.report.History;
import io.eprointake.report.Report;
import io.eprointake.testing.Csv;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases that every part of the service is held to, as far as the instrument decides them. */
class CasesTest {

    private static final List<NamedCsvRecord> CASES = Csv.rows("/reports/cases.csv");

    private final Scoring scoring = Reports.scoring();

    static List<NamedCsvRecord> cases() {
        return CASES;
    }

    private static Report report(NamedCsvRecord row) {
        Map<String, String> responses = new LinkedHashMap<>();
        for (String response : row.getField("responses").split(";", -1)) {
            int equals = response.indexOf('=');
            if (equals > 0) {
                responses.put(response.substring(0, equals), response.substring(equals + 1));
            }
        }
        return Reports.report(
                "PRO-CTCAE",
                "1.0",
                row.getField("completed_at"),
                row.getField("mode"),
                responses,
                row.getField("narrative").isEmpty() ? null : row.getField("narrative"));
    }

    private Cleaned clean(int number) {
        NamedCsvRecord row = CASES.get(number - 1);
        assertThat(row.getField("case")).isEqualTo(Integer.toString(number));
        return scoring.clean(report(row));
    }

    private Assessment assess(Cleaned cleaned, History history) {
        return scoring.assess(Reports.STUDY, cleaned, history);
    }

    private Assessment assess(int number) {
        return assess(clean(number), History.NONE);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isAcceptedOrQuarantinedAsExpected(NamedCsvRecord row) {
        Cleaned cleaned = scoring.clean(report(row));
        assertThat(cleaned.quarantined())
                .isEqualTo(row.getField("expected").startsWith("quarantined"));
    }

    @Test
    void thereAre13() {
        assertThat(CASES).hasSize(13);
    }

    @Test
    void case1GradesNausea1WithoutAlert() {
        assertThat(assess(1))
                .isEqualTo(
                        new Assessment(
                                List.of(new Grade(9, "Nausea", 1)),
                                List.of(),
                                List.of(),
                                List.of()));
    }

    @Test
    void case2IsSevereAndWorseThanCase1() {
        Map<String, Integer> before = clean(1).scores();
        Assessment assessment = assess(clean(2), Reports.before(before::get));
        assertThat(assessment.grades()).containsExactly(new Grade(9, "Nausea", 3));
        assertThat(assessment.alerts())
                .containsExactlyInAnyOrder(
                        worsened("PROCTCAE_9A_SCL"),
                        Alert.of("severe", 9, "Nausea", "PROCTCAE_9B_SCL", 3),
                        worsened("PROCTCAE_9B_SCL"),
                        Alert.of("composite", 9, "Nausea", null, 3));
    }

    private static Alert worsened(String item) {
        return Alert.of("worsened", 9, "Nausea", item, 3)
                .risenFrom(new History.Answered(1, Reports.BEFORE));
    }

    @Test
    void case3RecodesNeverAndDerivesTheRest() {
        Cleaned cleaned = clean(3);
        assertThat(cleaned.scores())
                .containsExactly(
                        Map.entry("PROCTCAE_10A_SCL", 0), Map.entry("PROCTCAE_10B_SCL", 0));
        assertThat(cleaned.findings())
                .containsExactly(
                        new Finding("recoded", false, "PROCTCAE_10A_SCL", "Never", 0),
                        new Finding("branched", false, "PROCTCAE_10B_SCL", null, 0));
        assertThat(assess(3).grades()).containsExactly(new Grade(10, "Vomiting", 0));
    }

    @Test
    void case4HasNoZoneButItsTrimmedAnswerStillAlerts() {
        Cleaned cleaned = clean(4);
        assertThat(cleaned.completedAt()).isNull();
        assertThat(cleaned.scores()).containsExactly(Map.entry("PROCTCAE_53A_SCL", 3));
        assertThat(cleaned.findings())
                .containsExactly(
                        new Finding("no_zone", true, "completed_at", "2026-03-02T09:00:00", null),
                        new Finding("trimmed", false, "PROCTCAE_53A_SCL", " severe ", 3),
                        new Finding("recoded", false, "PROCTCAE_53A_SCL", " severe ", 3));
        assertThat(assess(4).alerts())
                .containsExactly(Alert.of("severe", 53, "Fatigue", "PROCTCAE_53A_SCL", 3));
    }

    @Test
    void case5IsOutOfRange() {
        assertThat(clean(5).findings())
                .containsExactly(new Finding("out_of_range", true, "PROCTCAE_53A_SCL", "7", null));
    }

    @Test
    void case6HasAnUnknownItem() {
        assertThat(clean(6).findings())
                .containsExactly(new Finding("unknown_item", true, "PROCTCAE_99A_SCL", "2", null));
    }

    @Test
    void case7IsInTheFuture() {
        assertThat(Reports.rules(clean(7))).containsExactly("in_the_future");
    }

    @Test
    void case8ComesToWhatCase2CameTo() {
        assertThat(clean(8)).isEqualTo(clean(2));
    }

    @Test
    void case10GradesAContradictionZero() {
        assertThat(clean(10).findings())
                .containsExactly(
                        new Finding("normalized", false, "PROCTCAE_9A_SCL", "０", 0),
                        new Finding("inconsistent", false, "PROCTCAE_9B_SCL", "2", 2));
        assertThat(assess(10).grades()).containsExactly(new Grade(9, "Nausea", 0));
    }

    @Test
    void case11IsUnscoredAndNotGraded() {
        assertThat(clean(11).findings())
                .containsExactly(
                        new Finding(
                                "unscored",
                                false,
                                "PROCTCAE_66A_SCL",
                                "Prefer not to answer",
                                null));
        assertThat(assess(11))
                .isEqualTo(new Assessment(List.of(), List.of(), List.of(), List.of()));
    }

    @Test
    void cases12And13HaveNothingToCleanOrGrade() {
        for (int number : List.of(12, 13)) {
            assertThat(clean(number).findings()).isEmpty();
            assertThat(assess(number))
                    .isEqualTo(new Assessment(List.of(), List.of(), List.of(), List.of()));
        }
    }
}
