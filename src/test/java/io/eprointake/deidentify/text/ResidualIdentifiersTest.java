package io.eprointake.deidentify.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResidualIdentifiersTest {

    @ParameterizedTest
    @CsvSource({
        "a@example.com,EMAIL",
        "see https://example.org/x,URL",
        "www.example.com,URL",
        "192.0.2.1,IP",
        "2001:db8::1,IP",
        "999-12-3456,SSN",
        "11010519491231002X,RESIDENT_ID",
        "440524188001010014,RESIDENT_ID",
        "2024-03-01,DATE",
        "2024/3/1,DATE",
        "2024.03.01,DATE",
        "2024年3月1日,DATE",
        "二〇二四年三月一日,DATE",
        "03/01/2024,DATE",
        "2024-03-01T10:00:00Z,DATE",
        "seen 3/1/2024 again,DATE",
        "12-MAR-2024,DATE",
        "12MAR2024,DATE",
        "12-Mar-24,DATE",
        "'March 12, 2024',DATE",
        "12th March 2024,DATE",
        "12.03.2024,DATE",
        "12.03.24,DATE",
        "3/12/24,DATE",
        "3/12/24 10:11 PM,DATE",
        "20240312T101112,DATE",
        "Tue Mar 12 10:11:12 UTC 2024,DATE",
        "2024-03,DATE",
        "2024/03,DATE",
        "03/2024,DATE",
        "Mar 2024,DATE",
        "UNK-MAR-2024,DATE",
        "2024年3月,DATE",
        "3月12日,DATE",
        "３月１２日,DATE",
        "2024-W11-2,DATE",
        "(555) 555-0112,PHONE",
        "555-555-0112,PHONE",
        "+86 19900000001,PHONE",
        "19900000001,PHONE",
        "199-0000-0001,PHONE",
        "4000 0000 0000 0002,BANK_CARD"
    })
    void findsWhatItsFormMakesCertain(String value, Kind kind) {
        assertThat(ResidualIdentifiers.find(value)).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "161891005",
                "33747911000087100",
                "123456789012345678",
                "110105194912310021",
                "4000 0000 0000 0003",
                "8302-2",
                "99999-8",
                "198405",
                "M54.5",
                "L01XC07",
                "146.76",
                "1,234,567",
                "36.41989374333241",
                "-119.41106704250097",
                "4f1a1eee-31c0-887b-e1ea-df6a5c502538",
                "2.10.3",
                "1.3.6.1.4.1.343",
                "120/80",
                "12/24",
                "10:30:22",
                "2024",
                "2024年",
                "2024.03",
                "72514-3",
                "20240312",
                "MAR 12",
                "May 500 mg",
                "Decline 12 of 24",
                "bcdfghjklmnpqrstvwxzbcdf",
                "Pain severity - 0-10 verbal numeric rating [Score] - Reported",
                "(01)56865512536136(11)190703(17)440717(10)5079481(21)1237370741749",
                "NDC 0006-0277-31",
                "Ibuprofen 100 MG Oral Tablet",
                "call 19900000001 later",
                "Mr. Smith of Boston"
            })
    void leavesCodesQuantitiesAndPseudonymsAlone(String value) {
        assertThat(ResidualIdentifiers.find(value)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"123456789", "899010101", "001010110"})
    void nineDigitsMayBeASocialSecurityNumber(String value) {
        assertThat(ResidualIdentifiers.perhaps(value)).isEqualTo(Kind.SSN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "000456789",
                "666456789",
                "900456789",
                "123006789",
                "123450000",
                "123450008",
                "271649006",
                "12345678",
                "1234567890",
                "12345678x"
            })
    void numbersNeverGivenAndCodesMayNot(String value) {
        assertThat(ResidualIdentifiers.perhaps(value)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"19990131", "20240312", "199912", "202401"})
    void eightOrSixDigitsMayBeADate(String value) {
        assertThat(ResidualIdentifiers.perhaps(value)).isEqualTo(Kind.DATE);
    }
}
