package io.eprointake.deidentify.text;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.eprointake.testing.Csv;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no identifier stays. */
class FalsePositivesTest {

    private static final List<String> TABLES =
            List.of(
                    "conditions",
                    "encounters",
                    "medications",
                    "observations",
                    "careplans",
                    "devices",
                    "allergies");

    private final Scrubber scrubber = new Scrubber(List.of()).lenient();

    /**
     * By eye: the three dates are dates; of the names, two are a firm's and one is a handbook's.
     */
    @Test
    void patientsWhoNameNobodyKeepTheirWords() {
        Tally english = new Tally();
        List<String> sentences = sentences("en");
        sentences.forEach(sentence -> scrubber.scrub(sentence, List.of(), english));
        System.out.println("taken out of 3,031 English narratives: " + english.asMap());
        assertThat(sentences).hasSize(3031);
        assertThat(english.asMap().keySet()).containsOnly(Kind.NAME, Kind.DATE);
        assertThat(english.count(Kind.NAME)).isLessThanOrEqualTo(6);
        assertThat(english.count(Kind.DATE)).isLessThanOrEqualTo(3);

        Tally chinese = new Tally();
        sentences("zh").forEach(sentence -> scrubber.scrub(sentence, List.of(), chinese));
        assertThat(chinese.asMap()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Parkinson's disease, Crohn's disease, Hodgkin lymphoma, Bell's palsy, Alzheimer's",
                "Cushing syndrome and Sjögren's syndrome; Raynaud's phenomenon; Karnofsky 80",
                "Foley catheter, Hickman line, Epstein-Barr virus, Guillain-Barre, Wilson disease",
                "Johnson criteria, Murphy sign, Baker cyst, Addison disease, Down syndrome",
                "Patient denies fever. Patient reports Nausea. Seen by Oncology. Contact Pharmacy.",
                "I May be late. Will he? Mark the spot. Grace period. April showers in June.",
                "Took Tylenol and Zofran, then Humira, Xeloda and Pembrolizumab on Monday.",
                "Spoke with Cardiology; referred to Physical Therapy; discussed with Pharmacy.",
                "My husband drove me and my daughter cooked. I'm Tired. I am Diabetic.",
                "BP 120/80, HR 72, SpO2 97%, 98.6 F, pain 7/10, 1-2 tabs q4-6h, 145,000, 3+4=7",
                "ICD-10 M54.5, LOINC 8302-2, SNOMED 161891005, RxNorm 198405, ATC L01XC07",
                "version 2.10.3, room 12, since 2019, two weeks ago, yesterday, 45 years old",
                "Hemoglobin 10.2 g/dL on Day 15 of Cycle 2; grade 3; dose 3/4 tablet"
            })
    void englishClinicalWordsStay(String text) {
        assertThat(scrubber.scrub(text, List.of(), new Tally())).isSameAs(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "高血压、白细胞、黄疸、金黄色葡萄球菌、马来酸、石膏、江水、方便",
                "患者高热，患者白天嗜睡，患者常感乏力，患者向医生咨询，患者任意停药",
                "家属于昨日签字，家属严重焦虑，本人严重过敏，我是高血压患者",
                "每天吃2片，每片0.5克，第3疗程第8天，体温36.8，血压120/80",
                "于是停药，万一不够，这周医生没来，任何医生都行，主任医生查房，平常护士来",
                "帕金森病、霍奇金淋巴瘤、雷诺现象、唐氏综合征、史密斯骨折、孟鲁司特",
                "昨天、前天、上周三、三年前、2019年开始，半个月，五六次",
                "从小区走到路口，一路上没吐，市里的医院，回家路上"
            })
    void chineseClinicalWordsStay(String text) {
        assertThat(scrubber.scrub(text, List.of(), new Tally())).isSameAs(text);
    }

    /** Of cells whose words have capitals, as drugs and findings have them in an export. */
    @Test
    void whatAnExportSaysOfDrugsAndFindingsIsNobodysName() {
        List<String> cells = new ArrayList<>();
        for (String table : TABLES) {
            for (NamedCsvRecord row : Csv.rows("/deidentify/synthea-59/" + table + ".csv")) {
                row.findField("DESCRIPTION").ifPresent(cells::add);
                row.findField("REASONDESCRIPTION").ifPresent(cells::add);
            }
        }
        assertThat(cells).hasSizeGreaterThan(10_000);
        assertThat(taken(cells)).isEmpty();
    }

    @Test
    void theSymptomsOfTheQuestionnaireStay() {
        List<String> symptoms =
                Csv.rows("/instrument/pro-ctcae/items.csv").stream()
                        .map(row -> row.getField("symptom"))
                        .distinct()
                        .toList();
        assertThat(symptoms).hasSize(80);
        assertThat(taken(symptoms)).isEmpty();
    }

    /** Written just before the rules of spelling, by the same hand: not a blind test of them. */
    @Test
    void mostOtherClinicalTermsStay() throws IOException {
        List<String> terms;
        try (var in = getClass().getResourceAsStream("/deidentify/clinical_terms.txt")) {
            String all =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            terms = all.lines().toList();
        }
        assertThat(terms).hasSize(84);
        assertThat(taken(terms)).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void streetsThatStandAmongObservationsGo() {
        List<String> homes =
                Csv.rows("/deidentify/synthea-59/observations.csv").stream()
                        .filter(row -> row.getField("CODE").equals("56799-0"))
                        .map(row -> row.getField("VALUE"))
                        .toList();
        assertThat(homes).isNotEmpty();
        assertThat(homes)
                .allSatisfy(home ->
                        assertThat(scrubber.scrub(home, List.of(), new Tally()))
                                .isEqualTo("[ADDRESS]"));
    }

    /** The cells that lose anything. */
    private List<String> taken(List<String> cells) {
        return cells.stream()
                .distinct()
                .filter(cell -> !scrubber.scrub(cell, List.of(), new Tally()).equals(cell))
                .toList();
    }

    private static List<String> sentences(String language) {
        return Csv.rows("/narratives/" + language + ".csv").stream()
                .map(row -> row.getField("sentence"))
                .toList();
    }
}
