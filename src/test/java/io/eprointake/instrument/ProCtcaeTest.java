package io.eprointake.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.eprointake.report.Assessment.Grade;
import io.eprointake.report.Cleaned;
import io.eprointake.report.History;
import io.eprointake.testing.Csv;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProCtcaeTest {

    private static final Instrument PRO_CTCAE = Reports.proCtcae();
    private static final Scoring SCORING = Reports.scoring();

    @Test
    void has124ItemsIn80Symptoms() {
        assertThat(PRO_CTCAE.items()).hasSize(124);
        assertThat(PRO_CTCAE.groups()).hasSize(80);
        assertThat(PRO_CTCAE.groups()).flatMap(Group::items).containsAll(PRO_CTCAE.items());
        assertThat(PRO_CTCAE.items()).filteredOn(Item::first).hasSize(80);
    }

    @Test
    void knowsAnItemByItsFieldName() {
        Item nausea = PRO_CTCAE.item("PROCTCAE_9B_SCL");
        assertThat(nausea).isNotNull();
        assertThat(nausea.label()).isEqualTo("Nausea");
        assertThat(nausea.attribute()).isEqualTo("severity");
        assertThat(nausea.first()).isFalse();
        assertThat(PRO_CTCAE.group(nausea).items())
                .extracting(Item::field)
                .containsExactly("PROCTCAE_9A_SCL", "PROCTCAE_9B_SCL");
    }

    @Test
    void onlyPresenceItemsStopAtOneAndHaveNoComposite() {
        for (Item item : PRO_CTCAE.items()) {
            boolean presence = "presence".equals(item.attribute());
            assertThat(item.answers().highest()).isEqualTo(presence ? 1 : 4);
            assertThat(PRO_CTCAE.group(item).grades().isEmpty()).isEqualTo(presence);
        }
    }

    static List<NamedCsvRecord> composites() {
        return Csv.rows("/instrument/pro-ctcae/composite.csv");
    }

    @Test
    void has179PublishedCompositesAnd36ByTheZeroGate() {
        assertThat(composites()).hasSize(215);
        assertThat(composites())
                .filteredOn(row -> row.getField("basis").equals("published"))
                .hasSize(179);
    }

    @ParameterizedTest
    @MethodSource("composites")
    void everySymptomIsGradedAsItsPatternIsPublished(NamedCsvRecord row) {
        int symptoms = 0;
        for (Group group : PRO_CTCAE.groups()) {
            if (!patternOf(group).equals(row.getField("pattern"))) {
                continue;
            }
            Map<String, Integer> scores = new HashMap<>();
            for (Item item : group.items()) {
                scores.put(item.field(), Integer.valueOf(row.getField(column(item))));
            }
            var cleaned = new Cleaned(Reports.PRO_CTCAE, Reports.NOW, scores, List.of());
            int published = Integer.parseInt(row.getField("composite_grade"));
            assertThat(SCORING.assess(Reports.STUDY, cleaned, History.NONE).grades())
                    .containsExactly(new Grade(group.number(), group.symptom(), published));
            symptoms++;
        }
        assertThat(symptoms).isPositive();
    }

    private static String patternOf(Group group) {
        StringBuilder pattern = new StringBuilder();
        if (!"presence".equals(group.items().getFirst().attribute())) {
            group.items().forEach(item -> pattern.append(column(item).charAt(0)));
        }
        return pattern.toString().toUpperCase(Locale.ROOT);
    }

    private static String column(Item item) {
        String attribute = Objects.requireNonNull(item.attribute());
        return attribute.equals("amount") ? "interference" : attribute;
    }

    @Test
    void aPartlyScoredSymptomHasNoComposite() {
        for (Group group : PRO_CTCAE.groups()) {
            if (group.items().size() == 1) {
                continue;
            }
            for (Item missing : group.items()) {
                Map<String, Integer> scores = new HashMap<>();
                group.items().forEach(item -> scores.put(item.field(), 1));
                scores.remove(missing.field());
                var cleaned = new Cleaned(Reports.PRO_CTCAE, Reports.NOW, scores, List.of());
                assertThat(SCORING.assess(Reports.STUDY, cleaned, History.NONE).grades()).isEmpty();
            }
        }
    }
}
