package io.eprointake.deidentify.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class SeenDatesTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 3, 1);

    private final SeenDates dates = new SeenDates(TODAY);

    private void visits(int subjects, int days) {
        for (int subject = 0; subject < subjects; subject++) {
            for (int day = 0; day < days; day++) {
                dates.add(TODAY.minusDays(1 + subject * 3L + day * 28L), "S-" + subject);
            }
        }
    }

    @Test
    void theLatestIsNoneOfTheFuture() {
        assertThat(dates.latest()).isNull();
        dates.add(TODAY.minusDays(3), "S-1");
        dates.add(TODAY.plusDays(1), "S-1");
        dates.add(TODAY.minusDays(2), "S-2");

        assertThat(dates.latest()).isEqualTo(TODAY.minusDays(2));
    }

    @Test
    void daysOfVisitsAreNotShared() {
        visits(40, 6);

        assertThat(dates.isShared()).isFalse();
    }

    @Test
    void theDayOfTheExportIsShared() {
        visits(10, 1);
        for (int subject = 0; subject < 10; subject++) {
            dates.add(TODAY, "S-" + subject);
        }

        assertThat(dates.isShared()).isTrue();
    }

    @Test
    void oneSubjectMayHaveOneDayAsOftenAsItLikes() {
        visits(10, 3);
        for (int row = 0; row < 1_000; row++) {
            dates.add(TODAY, "S-1");
        }

        assertThat(dates.isShared()).isFalse();
    }

    @Test
    void birthsThatAreGuessedAreOfTheFirstOfJanuary() {
        visits(30, 1);
        for (int subject = 0; subject < 5; subject++) {
            dates.add(LocalDate.of(1950 + subject, 1, 1), "S-" + subject);
        }

        assertThat(dates.isShared()).isTrue();
    }

    @Test
    void ofAFewNothingIsTold() {
        for (int subject = 0; subject < SeenDates.FEWEST_PAIRS - 1; subject++) {
            dates.add(TODAY, "S-" + subject);
        }
        assertThat(dates.isShared()).isFalse();

        dates.add(TODAY, "S-last");
        assertThat(dates.isShared()).isTrue();
    }

    @Test
    void ofManySubjectsAPartTellsTheSame() {
        int many = 3 * SeenDates.MOST_PAIRS;
        for (int subject = 0; subject < many; subject++) {
            dates.add(LocalDate.of(1990, 1, 2).plusDays(subject % 5_000), "S-" + subject);
        }
        assertThat(dates.isShared()).isFalse();

        for (int subject = 0; subject < many; subject++) {
            dates.add(TODAY, "S-" + subject);
        }
        assertThat(dates.isShared()).isTrue();
    }
}
