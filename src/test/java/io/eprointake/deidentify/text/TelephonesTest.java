package io.eprointake.deidentify.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TelephonesTest {

    private final Scrubber scrubber = new Scrubber(List.of()).lenient();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tel 0171/2345678|tel [PHONE]",
                "tel 030/1234567|tel [PHONE]",
                "she has 0171/2345678 at home|she has [PHONE] at home",
                "or 0171 / 234 56 78|or [PHONE]",
                "or +49 (0)171/2345678|or [PHONE]",
                "or 0049 171 2345678|or [PHONE]",
                "or +33 6 12 34 56 78|or [PHONE]",
                "she is on 06 12 34 56 78|she is on [PHONE]",
                "fils: 01.23.45.67.89|fils: [PHONE]",
                "on 020 7946 0123 or (020) 7946 0123|on [PHONE] or [PHONE]",
                "her son: 07700 900123|her son: [PHONE]",
                "座机 010-62345678|座机 [PHONE]",
                "+55 11 91234-5678|[PHONE]",
                "+61 2 9374 4000|[PHONE]"
            })
    void aTelephoneOfAnyCountryGoesWhole(String text, String scrubbed) {
        assertThat(scrub(text)).isEqualTo(scrubbed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Can someone call me on 9472 7916?|Can someone call me on [PHONE]?",
                "call me on 01.84.17.61.18?|call me on [PHONE]?",
                "phone: 71-33-52-22|phone: [PHONE]",
                "call (64) 3591-3246 soon|call [PHONE] soon",
                "mobile 0961-7596216|mobile [PHONE]"
            })
    void anyNumberGoesWhereSomebodyIsToBeCalled(String text, String scrubbed) {
        assertThat(scrub(text)).isEqualTo(scrubbed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "at 0800 1200 1800, from 0600-1400, 0.25 0.50 0.75, 000 111",
                "platelets 145 000, 150-400, 1000 2000 3000 steps, WBC 4.5-11.0",
                "mg 10 20 30 40 50, 120/80 130/85 125/82, 12 14 16 18 20 units",
                "I will call when at 1500-2000 ml; 100/200/300 mg; scores 12-15-18-20",
                "HR 60-100, BP 110/70-140/90, 250 500 1000 mg, ICD 250.00 401.9",
                "0.5-1.5 mg/dL, 10.25.50 kPa, LOINC 2160-0 and 38483-4"
            })
    void valuesAndRangesStay(String text) {
        assertThat(scrub(text)).isEqualTo(text);
    }

    @Test
    void theStudySaysWhereItsPatientsTelephone() {
        Scrubber spain = new Scrubber(List.of(), List.of(), List.of("ES")).lenient();
        String text = "hija 612 34 56 78";
        assertThat(spain.scrub(text, List.of(), new Tally())).isEqualTo("hija [PHONE]");
        assertThat(scrub(text)).isEqualTo(text);
    }

    @Test
    void aRegionWithoutTelephonesIsAMistake() {
        assertThatThrownBy(() -> new Telephones(List.of("XX")))
                .hasMessage("no region with telephones: XX");
    }

    private String scrub(String text) {
        return scrubber.scrub(text, List.of(), new Tally());
    }
}
