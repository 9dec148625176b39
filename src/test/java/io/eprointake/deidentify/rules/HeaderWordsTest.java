package io.eprointake.deidentify.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderWordsTest {

    private static final HeaderWords WORDS = new HeaderWords();

    private static Meaning of(String header) {
        return WORDS.read(header).meaning();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redcap_event_name",
                "Variable / Field Name",
                "StudyEventRepeatKey",
                "FormOID",
                "InstanceName",
                "DataPageName",
                "Field Label",
                "item[0].linkId",
                "name of form",
                "VISITNUM",
                "visit_no",
                "ARMCD",
                "LBTESTCD",
                "lbtestcd",
                "VSLOC",
                "PARAMCD",
                "检验项目名称",
                "访视名称",
                "药品名称",
                "Formularname",
            })
    void theNameOfAThingIsNobodys(String header) {
        assertThat(of(header)).isEqualTo(Meaning.THING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name",
                "patient_name",
                "visit_patient_name",
                "form contact name",
                "field worker name",
                "PT_LAST_NM",
                "site_name",
                "link",
                "visit_location",
                "患者姓名",
                "检查医师",
                "Nachname",
            })
    void theNameOfAPersonOrAPlaceIsNotKeptForTheThingBesideIt(String header) {
        assertThat(of(header)).isIn(Meaning.NAME, Meaning.DIRECT);
    }

    @ParameterizedTest
    @CsvSource({
        "AESEV, CODE",
        "CMDOSE, QUANTITY",
        "CMDOSU, CODE",
        "AESTDTC, DATE",
        "AETERM, TEXT",
        "LBREFID, ID",
        "measurement_concept_id, CODE",
        "unit_source_value, CODE",
        "provider_source_value, ID",
        "person_source_value, SUBJECT",
        "value_as_number, QUANTITY",
        "visit_occurrence_id, ID",
        "code.coding[0].system, CODE",
        "code.coding[0].display, CODE",
        "subject.display, UNKNOWN",
        "valueQuantity.unit, CODE",
        "valueString, TEXT",
        "dose unit, CODE",
        "unit_price, QUANTITY",
        "gender code, TRAIT",
        "employee_code, UNKNOWN",
        "specimen_id, ID",
        "visit date, DATE",
        "phq9_total, QUANTITY",
        "Q5_1, ANSWER",
        "Q5_1_TEXT, TEXT",
        "Geschlecht, TRAIT",
        "Einheit, CODE",
        "单位, CODE",
    })
    void aHeaderMeansWhatItsLastWordSays(String header, Meaning meaning) {
        assertThat(of(header)).isEqualTo(meaning);
    }
}
