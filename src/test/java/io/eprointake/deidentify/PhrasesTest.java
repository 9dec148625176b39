package io.eprointake.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The search on which the other tests of this package rely. */
class PhrasesTest {

    private final Phrases phrases = new Phrases();

    @ParameterizedTest
    @ValueSource(
            strings = {"93291", "x,93291,y", "CA 93291.", "\"93291\"", "93291-1234", "(93291)"})
    void findsAWholeWord(String text) {
        phrases.add("93291");
        assertThat(phrases.in(text)).containsExactly("93291");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1932915", "932915", "193291", "93291.75", "0.93291", "a93291", "9329"})
    void findsNothingWithinALongerWordOrNumber(String text) {
        phrases.add("93291");
        assertThat(phrases.in(text)).isEmpty();
    }

    @Test
    void findsPhrasesOfSeveralWordsWhateverTheirCase() {
        phrases.add("568 Hills Branch Unit 86");
        assertThat(phrases.in("at 568 HILLS BRANCH UNIT 86, and")).hasSize(1);
    }

    @Test
    void findsChineseWithinChinese() {
        phrases.add("欧阳娜娜");
        assertThat(phrases.in("患者欧阳娜娜来诊")).hasSize(1);
    }
}
