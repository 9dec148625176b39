package io.eprointake.deidentify.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eprointake.deidentify.rules.Action;
import io.eprointake.deidentify.rules.ColumnRule;
import io.eprointake.deidentify.rules.Profile;
import io.eprointake.deidentify.text.Kind;
import io.eprointake.deidentify.text.Scrubber;
import io.eprointake.deidentify.vault.Key;
import io.eprointake.deidentify.vault.Pseudonyms;
import io.eprointake.testing.KeyFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColumnsTest {

    private static final Transform.Row ROW =
            new Transform.Row() {
                @Override
                public String subject() {
                    return "S-1";
                }

                @Override
                public Integer shiftDays() {
                    return 10;
                }

                @Override
                public List<String> identifiers() {
                    return List.of();
                }
            };

    @TempDir private Path folder;
    private Key key;

    @BeforeEach
    void key() throws IOException {
        key = Key.read(KeyFiles.write(folder.resolve("key"), "0123456789abcdef".repeat(4)), false);
    }

    private Column column(Profile profile, ColumnRule rule) {
        var columns =
                new Columns(
                        profile,
                        LocalDate.of(2022, 6, 15),
                        LocalDate.of(2022, 6, 15),
                        Map.of(),
                        () -> new Scrubber(List.of()),
                        new Pseudonyms(key),
                        null);
        return columns.of("C", 0, rule);
    }

    private Column column(Action action) {
        return column(Profile.LIMITED_DATES, ColumnRule.of(action));
    }

    private static ColumnRule pseudonym(@Nullable String domain) {
        return new ColumnRule(
                Action.PSEUDONYM, domain, null, false, null, Map.of(), null, null, Set.of());
    }

    @Test
    void aShiftedDateIsAYearUnderSafeHarbor() {
        Column column = column(Profile.SAFE_HARBOR, ColumnRule.of(Action.SHIFT_DATE));

        assertThat(column.apply("2020-01-01", ROW)).isEqualTo("2020");
        assertThat(column.report().action()).isEqualTo("year");
        assertThat(column.report().rule()).isEqualTo("shift_date");
        assertThat(column(Action.SHIFT_DATE).apply("2020-01-01", ROW)).isEqualTo("2020-01-11");
    }

    @Test
    void aPseudonymIsOfItsDomain() {
        String patient = column(Profile.CHINA, pseudonym("patient")).apply("17", ROW);

        assertThat(column(Profile.SAFE_HARBOR, pseudonym("patient")).apply("17", ROW))
                .isEqualTo(patient)
                .isNotEqualTo("17");
        assertThat(column(Profile.CHINA, pseudonym("room")).apply("17", ROW)).isNotEqualTo(patient);
        assertThat(column(Profile.CHINA, pseudonym(null)).apply("17", ROW))
                .isEqualTo(column(Profile.CHINA, pseudonym("C")).apply("17", ROW));
    }

    @Test
    void anAddressThatIsRepeatedRemainsAsOftenAsItStands() {
        Column column = column(Action.KEEP);
        for (String value : List.of("fine", "fine", "a@example.com", "a@example.com", "fine")) {
            column.apply(value, ROW);
        }

        assertThat(column.report().remaining()).containsExactly(Map.entry(Kind.EMAIL, 2L));
        assertThat(column.report().distinctLeft()).isEqualTo(2);
    }

    @Test
    void whatIsEmptyFromTheFirstRowOnIsOneValue() {
        Column column = column(Action.KEEP);
        column.apply("", ROW);
        column.apply("", ROW);

        assertThat(column.report().distinctLeft()).isEqualTo(1);
    }

    @Test
    void whatIsNotUnderstoodIsEmptyAndCounted() {
        Column column = column(Action.AGE);

        assertThat(
                        List.of(
                                column.apply("42", ROW),
                                column.apply("old", ROW),
                                column.apply("", ROW)))
                .containsExactly("42", "", "");
        assertThat(column.report().changed()).isEqualTo(1);
        assertThat(column.report().notUnderstood()).isEqualTo(1);
        assertThat(column.report().distinctLeft()).isEqualTo(2);
    }

    @Test
    void aDroppedColumnLeavesNothingToCount() {
        Column column = column(Action.DROP);

        assertThat(column.apply("王小明", ROW)).isEmpty();
        assertThat(column.isHandedOn()).isFalse();
        assertThat(column.isIdentifying()).isTrue();
        assertThat(column.report().distinctLeft()).isZero();
        assertThat(column.report().changed()).isEqualTo(1);
    }

    @Test
    void whatIsKeptIsAsItWas() {
        Column column = column(Action.KEEP);

        assertThat(column.apply(" a ", ROW)).isEqualTo(" a ");
        assertThat(column.report().changed()).isZero();
        assertThat(column.isIdentifying()).isFalse();
    }

    @Test
    void whatIsStillToBeReviewedIsNotBuilt() {
        assertThatThrownBy(() -> column(Action.REVIEW))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
