package io.eprointake.deidentify.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.deidentify.rules.Action;
import io.eprointake.deidentify.rules.ColumnRule;
import io.eprointake.deidentify.rules.Profile;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransformsTest {

    private static final LocalDate AS_OF = LocalDate.of(2022, 6, 15);

    private record Row(@Nullable Integer shiftDays) implements Transform.Row {

        @Override
        public String subject() {
            return "S-1";
        }

        @Override
        public List<String> identifiers() {
            return List.of();
        }
    }

    private static final Row ROW = new Row(10);

    private static ColumnRule date(Action action, boolean birth) {
        return new ColumnRule(action, null, null, birth, null, Map.of(), null, null, Set.of());
    }

    private static Transform width(int width) {
        return Transforms.generalize(
                new ColumnRule(
                        Action.GENERALIZE,
                        null,
                        null,
                        false,
                        width,
                        Map.of(),
                        null,
                        null,
                        Set.of()));
    }

    private static Transform groups(Map<String, String> groups) {
        return Transforms.generalize(
                new ColumnRule(
                        Action.GENERALIZE, null, null, false, null, groups, null, null, Set.of()));
    }

    private static Transform keepFirst(int first) {
        return Transforms.generalize(
                new ColumnRule(
                        Action.GENERALIZE,
                        null,
                        null,
                        false,
                        null,
                        Map.of(),
                        first,
                        null,
                        Set.of()));
    }

    private static Transform mask(@Nullable Integer last) {
        return Transforms.mask(
                new ColumnRule(
                        Action.MASK, null, null, false, null, Map.of(), null, last, Set.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "90210, 902",
        "90210-2004, 902",
        "902102004, 902",
        "00501, 000",
        "03601, 000",
        "20201, 000",
        "20500, 000",
        "89301-1234, 000",
        "9021,",
        "902101,",
        "90210-20,",
        "90210 2004,",
        "K1A 0B1,",
        "９0210,",
        "unknown,"
    })
    void aZipCodeIsItsThreeDigitsWhereManyLive(String zip, @Nullable String three) {
        assertThat(Transforms.zip3(Profile.SAFE_HARBOR).apply(zip, ROW)).isEqualTo(three);
    }

    @ParameterizedTest
    @CsvSource({"100020, 100000", "515041, 510000", "90210,", "1000200,", "10002x,"})
    void aChinesePostcodeIsItsProvince(String postcode, @Nullable String province) {
        assertThat(Transforms.zip3(Profile.CHINA).apply(postcode, ROW)).isEqualTo(province);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "42, 42",
        "89, 89",
        "89.9, 89.9",
        "90, 90+",
        "90.5, 90+",
        "104, 90+",
        "090, 90+",
        "42岁, 42岁",
        "95岁, 90+岁",
        "95 周岁, 90+ 周岁",
        "91 years, 90+ years",
        "91 yrs, 90+ yrs",
        "91y/o, 90+y/o",
        "90+, 90+",
        "90+岁, 90+岁",
        "85+, 85+",
        "130, 90+",
        "131,",
        "999,",
        "888.0,",
        "1042,",
        "-5,",
        "-9,",
        "old,",
        "4 months,",
        "'89,5',"
    })
    void anAgeIsCappedAboveEightyNine(String age, @Nullable String capped) {
        assertThat(Transforms.age(age, ROW)).isEqualTo(capped);
    }

    @ParameterizedTest
    @CsvSource({
        "1932-06-16, 1932-06-26",
        "1932-06-15, ''",
        "1932-06-14, ''",
        "1900-01-02, ''",
        "2022-06-01, 2022-06-11"
    })
    void aDateOfBirthGoesFromTheNinetiethBirthday(String born, String after) {
        assertThat(
                        Transforms.shift(date(Action.SHIFT_DATE, true), AS_OF, new SeenDates(AS_OF))
                                .apply(born, ROW))
                .isEqualTo(after);
        assertThat(
                        Transforms.shift(
                                        date(Action.SHIFT_DATE, false), AS_OF, new SeenDates(AS_OF))
                                .apply(born, ROW))
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1933-01-01, 1933",
        "1933, 1933",
        "1932-12-31, ''",
        "1932-06, ''",
        "1932, ''",
        "1901, ''",
        "soon,"
    })
    void aYearOfBirthGoesWhenItMayBeThatOfANinetyYearOld(String born, @Nullable String after) {
        assertThat(
                        Transforms.year(date(Action.YEAR, true), AS_OF, new SeenDates(AS_OF))
                                .apply(born, ROW))
                .isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2022-06-16", "2023-01-01", "2098-01-01"})
    void aBirthThatIsYetToComeIsNotUnderstood(String born) {
        assertThat(
                        Transforms.shift(date(Action.SHIFT_DATE, true), AS_OF, new SeenDates(AS_OF))
                                .apply(born, ROW))
                .isNull();
    }

    @Test
    void aYearOfBirthThatIsYetToComeIsNotUnderstood() {
        Transform year = Transforms.year(date(Action.YEAR, true), AS_OF, new SeenDates(AS_OF));
        assertThat(year.apply("2030-02-01", ROW)).isNull();
        assertThat(year.apply("2022-12-31", ROW)).isEqualTo("2022");
    }

    @Test
    void aYearThatIsNoBirthStays() {
        assertThat(
                        Transforms.year(date(Action.YEAR, false), AS_OF, new SeenDates(AS_OF))
                                .apply("1901-05-06", ROW))
                .isEqualTo("1901");
    }

    @Test
    void aDateWithoutASubjectIsNotHandedOn() {
        Transform shift =
                Transforms.shift(date(Action.SHIFT_DATE, false), AS_OF, new SeenDates(AS_OF));

        assertThat(shift.apply("2020-01-01", new Row(null))).isNull();
        assertThat(shift.apply("2020-01-01", ROW)).isEqualTo("2020-01-11");
        assertThat(shift.apply("soon", ROW)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0-9",
        "9, 0-9",
        "9.99, 0-9",
        "10, 10-19",
        "-1, -10--1",
        "-0.5, -10--1",
        "-10, -10--1",
        "-11, -20--11",
        "123456789012345, 123456789012340-123456789012349",
        "1e3,",
        "1234567890123456,",
        "ten,",
        "'1,5',"
    })
    void aNumberBecomesItsRange(String number, @Nullable String range) {
        assertThat(width(10).apply(number, ROW)).isEqualTo(range);
    }

    @Test
    void aValueBecomesItsGroup() {
        Transform closed = groups(Map.of("widowed", "not married", "single", "not married"));
        Transform open = groups(Map.of("married", "married", "*", "other"));

        assertThat(closed.apply("widowed", ROW)).isEqualTo("not married");
        assertThat(closed.apply("married", ROW)).isNull();
        assertThat(open.apply("married", ROW)).isEqualTo("married");
        assertThat(open.apply("widowed", ROW)).isEqualTo("other");
    }

    @ParameterizedTest
    @CsvSource({"E11.9, E11", "E1, E1", "𠮷野家一, 𠮷野家", "😀😀😀😀, 😀😀😀"})
    void theFirstCharactersStayWhole(String value, String first) {
        assertThat(keepFirst(3).apply(value, ROW)).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({
        "13800138000, 2, *********00",
        "ab, 2, **",
        "a, 2, *",
        "abc, 2, *bc",
        "abc, , ***",
        "王小明, 1, **明",
        "𠮷野😀, 1, **😀"
    })
    void whatIsMaskedShowsNoMoreThanItsEnd(String value, @Nullable Integer last, String masked) {
        assertThat(mask(last).apply(value, ROW)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"𠮷", "𠮷野"})
    void aMaskedValueHasAnAsteriskForEachCharacter(String value) {
        assertThat(mask(2).apply(value, ROW))
                .isEqualTo("*".repeat(value.codePointCount(0, value.length())));
    }
}
