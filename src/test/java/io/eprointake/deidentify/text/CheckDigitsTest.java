package io.eprointake.deidentify.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckDigitsTest {

    /** The examples of GB 11643-1999. */
    @ParameterizedTest
    @ValueSource(strings = {"11010519491231002X", "440524188001010014", "34052419800101001X"})
    void residentIdsOfTheStandardPassAndEveryOtherCheckDigitFails(String id) {
        assertThat(CheckDigits.RESIDENT.pass(id)).isTrue();
        for (char other : "0123456789X".toCharArray()) {
            if (other != id.charAt(17)) {
                assertThat(CheckDigits.RESIDENT.pass(id.substring(0, 17) + other)).isFalse();
            }
        }
    }

    /** The example of ISO/IEC 7812-1. */
    @ParameterizedTest
    @ValueSource(strings = {"49927398716", "4992 7398 716", "49927398717"})
    void luhnLooksAtDigitsOnly(String number) {
        assertThat(CheckDigits.LUHN.pass(number)).isEqualTo(number.endsWith("6"));
    }
}
