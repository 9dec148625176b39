package io.eprointake.deidentify.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SwallowedRowsTest {

    private final SwallowedRows rows = new SwallowedRows(',');

    @Test
    void rowsWithinTheLastCellAreSeen() {
        assertThat(rows.in(List.of("C0012", "Ola", "pain\nC0013,Kari,slept\nC0014,Per,none")))
                .isTrue();
        assertThat(rows.in(List.of("C0012", "Ola", "pain\r\nC0013,Kari,slept"))).isTrue();
    }

    @Test
    void aRowThatBeginsInOneCellAndEndsInAnotherIsSeen() {
        assertThat(rows.in(List.of("C0012", "pain,1\nC0013,better", "2"))).isTrue();
        assertThat(rows.in(List.of("C0012", "pain\nC0013", "better\nC0014", "2"))).isFalse();
    }

    @Test
    void aRowWithinTheFirstCellIsSeen() {
        assertThat(rows.in(List.of("C0012,1,2\nC0013", "3", "4"))).isTrue();
    }

    @Test
    void twoColumnsAreEnough() {
        assertThat(rows.in(List.of("17", "pain\n18,better\n19,none"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sharp pain\nsince the dose, and worse",
                "1) nausea, vomiting, fever, chills, sweats\n2) headache",
                "first\n\n\nlast",
                "Dear all,\nslept well, ate well, walked, read, and talked\nBye"
            })
    void aCommentOfSeveralLinesIsNoRow(String comment) {
        assertThat(rows.in(List.of("C0012", "Ola", comment))).isFalse();
        assertThat(rows.in(List.of("C0012", comment, "Ola"))).isFalse();
        assertThat(rows.in(List.of(comment, "C0012", "Ola"))).isFalse();
        assertThat(rows.in(List.of("C0012", "a", "b", "c", comment))).isFalse();
    }

    @Test
    void aFileOfOneColumnHasNoRowsInItsCells() {
        assertThat(rows.in(List.of("a,b\nc,d"))).isFalse();
    }

    @Test
    void rowsOfFewColumnsThatBeginWithTextAreSeen() {
        assertThat(rows.in(List.of("Slept well.,17\nFelt sick since noon.", "18"))).isTrue();
        assertThat(rows.in(List.of("Ola", "1\nPer O'Hara,2\nKari", "3"))).isFalse();
        assertThat(rows.in(List.of("Ola", "x", "1\nPer O'Hara,y,2\nKari,z,3"))).isTrue();
    }

    @Test
    void rowsWithABlankBehindEachCommaAreSeen() {
        assertThat(rows.in(List.of("C0012", " Ola", " pain\nC0013, Kari, slept"))).isTrue();
    }

    @Test
    void whatSeparatesFieldsAndNoWordsIsEnough() {
        var tabs = new SwallowedRows('\t');
        assertThat(tabs.in(List.of("Slept well.", "17\nFelt sick since noon.\t 18"))).isTrue();
        assertThat(tabs.in(List.of("Slept well.", "17", "a, b\nc, d"))).isFalse();
    }
}
