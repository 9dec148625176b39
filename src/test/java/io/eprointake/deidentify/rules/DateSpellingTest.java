package io.eprointake.deidentify.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.Year;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DateSpellingTest {

    private static final DateSpelling YEAR_FIRST = DateSpelling.in(null);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    2024-02-28 | 2024-03-01
                    2024/2/28 | 2024/3/1
                    2024.02.28 | 2024.03.01
                    20240228 | 20240301
                    2024年2月28日 | 2024年3月1日
                    2024年02月28日 | 2024年03月01日
                    2024年02月28日 08:30 | 2024年03月01日 08:30
                    2024-02-28T08:30:00Z | 2024-03-01T08:30:00Z
                    2024-02-28T08:30:00.123456+08:00 | 2024-03-01T08:30:00.123456+08:00
                    2024-02-28 8:30 | 2024-03-01 8:30
                    2024-02-28 08:30:00,5 -0500 | 2024-03-01 08:30:00,5 -0500
                    2024-02-28 08:30:00+00 | 2024-03-01 08:30:00+00
                    2024-02-28 08:30:00 UTC | 2024-03-01 08:30:00 UTC
                    2024-2-28 | 2024-3-1
                    """)
    void aShiftedDateIsSpelledAsItWas(String date, String shifted) {
        assertThat(YEAR_FIRST.shift(date, 2)).isEqualTo(shifted);
        assertThat(YEAR_FIRST.date(date)).isEqualTo("2024-02-28");
    }

    @ParameterizedTest
    @CsvSource({
        "2024/9/30, 1, 2024/10/1",
        "2024/10/1, -1, 2024/9/30",
        "2024年12月31日, 1, 2025年01月01日",
        "2023-12-31, 366, 2024-12-31",
        "2024-01-01, -365, 2023-01-01",
        "1900-02-28, 1, 1900-03-01",
        "2000-02-28, 1, 2000-02-29"
    })
    void monthsAndYearsEndWhereTheyDo(String date, int days, String shifted) {
        assertThat(YEAR_FIRST.shift(date, days)).isEqualTo(shifted);
    }

    @Test
    void intervalsStayExact() {
        var random = new Random(20240229);
        for (int i = 0; i < 2_000; i++) {
            LocalDate from = LocalDate.of(1930, 1, 1).plusDays(random.nextInt(36_000));
            LocalDate to = from.plusDays(random.nextInt(1_500));
            int days = random.nextInt(731) - 365;
            String shiftedFrom = shifted(from.toString(), days);
            String shiftedTo = shifted(to.toString().replace("-", ""), days);

            assertThat(ChronoUnit.DAYS.between(date(shiftedFrom), date(shiftedTo)))
                    .isEqualTo(ChronoUnit.DAYS.between(from, to));
            assertThat(shifted(shiftedFrom, -days)).isEqualTo(from.toString());
        }
    }

    private static String shifted(String date, int days) {
        return Objects.requireNonNull(YEAR_FIRST.shift(date, days));
    }

    private static LocalDate date(String date) {
        return Objects.requireNonNull(YEAR_FIRST.date(date));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2023-02-29",
                "2024-02-30",
                "2024-13-01",
                "2024-00-10",
                "20241301",
                "2024-1-0",
                "2024-01/02",
                "2024-01",
                "2024",
                "24-01-02",
                "01/02/2024",
                "2024-01-02x",
                " 2024-01-02",
                "2024-01-02T",
                "2024-01-02 noon",
                "3024-01-02",
                "0999-01-02",
                "2024年1月",
                "about 2024-01-02",
                "２０２４-01-02",
                "2024-01-02\n",
                ""
            })
    void whatIsNoDayIsNotGuessedAt(String value) {
        assertThat(YEAR_FIRST.shift(value, 1)).isNull();
        assertThat(YEAR_FIRST.date(value)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "2024, 2024",
        "2024-05, 2024",
        "2024/12, 2024",
        "2024-05-06, 2024",
        "2024年5月6日, 2024",
        "20240506, 2024",
        "1924-05-06T00:00:00Z, 1924",
        "2024-13,",
        "2024-02-30,",
        "24,",
        "202405,",
        "05/06/2024,"
    })
    void aYearIsThatOfADateOrStandsAlone(String value, @Nullable Year year) {
        assertThat(YEAR_FIRST.year(value)).isEqualTo(year);
    }

    @ParameterizedTest
    @CsvSource({
        "dd/MM/uuuu, 28/02/2024, 01/03/2024",
        "M/d/uuuu, 2/28/2024, 3/1/2024",
        "dd.MM.uuuu HH:mm, 28.02.2024 08:30, 01.03.2024 08:30",
        "dd/MM/uuuu HH:mm xx, 28/02/2024 08:30 +0800, 01/03/2024 08:30 +0800",
        "ddMMuuuu, 28022024, 01032024",
        "dd/MM/yyyy, 28/02/2024, 01/03/2024",
        "ddMMMuuuu, 28FEB2024, 01MAR2024",
        "dd-MMM-uu, 28-feb-24, 01-mar-24",
        "ddMMMuu:HH:mm:ss, 28FEB24:08:30:00, 01MAR24:08:30:00",
        "dd MMMM yyyy, 28 February 2024, 01 March 2024",
        "'EEE, dd MMM yyyy', 'Wed, 28 FEB 2024', 'Fri, 01 MAR 2024'",
        "dd-MMM-uuuu hh:mm a, 28-Feb-2024 08:30 pm, 01-Mar-2024 08:30 pm",
        "dd/MM/uuuu'T'HH:mm, 28/02/2024T08:30, 01/03/2024T08:30"
    })
    void aFormatIsReadAndWritten(String format, String date, String shifted) {
        assertThat(DateSpelling.in(format).shift(date, 2)).isEqualTo(shifted);
        assertThat(DateSpelling.in(format).date(date)).isEqualTo("2024-02-28");
        assertThat(DateSpelling.in(format).year(date)).isEqualTo(Year.of(2024));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"29/02/2023", "31/04/2024", "2024-02-28", "1/2/2024", "01/02/24", "", "x"})
    void whatDoesNotFitAFormatIsNotUnderstood(String value) {
        assertThat(DateSpelling.in("dd/MM/uuuu").shift(value, 1)).isNull();
        assertThat(DateSpelling.in("dd/MM/uuuu").date(value)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dd/MM/YYYY", "dd/mm/uuuu", "DD/MM/uuuu", "dd/MM/uuuu hh:mm", "dd/MM"})
    void aFormatThatCannotReadItsOwnDatesIsRefused(String format) {
        assertThatThrownBy(() -> DateSpelling.in(format))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("format " + format + " can't read the dates")
                .hasMessageContaining("write uuuu for the year, MM or MMM for the month");
    }

    @Test
    void aFormatMayBeOfAnotherLanguage() {
        assertThat(DateSpelling.in("d MMMM uuuu", "fr").shift("28 FÉVRIER 2024", 2))
                .isEqualTo("1 MARS 2024");
        assertThat(DateSpelling.in("d MMMM uuuu").shift("28 février 2024", 2)).isNull();
        assertThatThrownBy(() -> DateSpelling.in("d MMMM uuuu", "klingon"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("locale is the tag of a language");
    }

    @Test
    void aMonthHasAYearAndNoDay() {
        assertThat(DateSpelling.in("MM/uuuu").year("03/2026")).isEqualTo(Year.of(2026));
        assertThat(DateSpelling.in("MM/uuuu").hasDays()).isFalse();
        assertThat(DateSpelling.in("dd/MM/uuuu").hasDays()).isTrue();
    }

    @Test
    void aFormatThatIsNoneIsRefused() {
        assertThatThrownBy(() -> DateSpelling.in("qqqqqqqqq"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
