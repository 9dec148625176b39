package io.eprointake.deidentify.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.testing.KeyFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PseudonymsTest {

    @TempDir Path folder;
    private Key key;
    private Pseudonyms pseudonyms;

    @BeforeEach
    void readKey() throws IOException {
        key = Key.read(KeyFiles.write(folder.resolve("key"), KeyTest.MATERIAL), false);
        pseudonyms = new Pseudonyms(key);
    }

    /** Computed by Python's hmac. */
    @ParameterizedTest
    @CsvSource({
        "subject, CN-0417, njqbksqqvcgmvtctdmvfrnmvsdqnmqbr",
        "site,    CN-0417, hhrpqppppkrtgrkbpcstqcfsfdskjhtp",
        "subject, Zo\u00eb,  hcpmfgbgcgtkrvncgnqcvhkktsvfmcqq",
        "subject, 王小明,   mvmjqvhvqqbmbpvrkhpqfvmvsngqtnpr",
    })
    void itIsTheHmacOfTheValueUnderTheDomainsKey(String domain, String value, String expected) {
        assertThat(pseudonyms.of(domain, value)).isEqualTo(expected);
        assertThat(pseudonyms.of(domain, value)).as("remembered").isEqualTo(expected);
        assertThat(new Pseudonyms(key).of(domain, value)).as("of a worker").isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Zoe\u0308", " Zo\u00eb\t", "\u00a0Zo\u00eb\u3000", "\ufeffZo\u00eb"})
    void theUnicodeFormAndTheSpaceAroundAValueDoNotCount(String value) {
        assertThat(pseudonyms.of("subject", value)).isEqualTo(pseudonyms.of("subject", "Zo\u00eb"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\u3000"})
    void whatIsEmptyStaysEmpty(String value) {
        assertThat(pseudonyms.of("subject", value)).isEmpty();
    }

    @Test
    void itHasNoVowelNoDigitAndNoCapital() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(pseudonyms.of("subject", "S-" + i)).matches("[bcdfghjkmnpqrstv]{32}");
        }
    }

    @Test
    void moreValuesThanItRemembersStillHaveTheirOwnPseudonymsTwice() {
        Map<String, String> first = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            first.put("S-" + i, pseudonyms.of("subject", "S-" + i));
        }
        assertThat(new HashSet<>(first.values())).hasSize(100_000);
        first.forEach((value, made) -> assertThat(pseudonyms.of("subject", value)).isEqualTo(made));
    }

    @Test
    void textsWithEqualHashCodesAreNotMixedUp() {
        assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
        assertThat(pseudonyms.of("subject", "Aa")).isNotEqualTo(pseudonyms.of("subject", "BB"));
        assertThat(pseudonyms.of("Aa", "x")).isNotEqualTo(pseudonyms.of("BB", "x"));
        assertThat(pseudonyms.shiftDays("AaAa")).isNotEqualTo(pseudonyms.shiftDays("BBBB"));
    }

    /** Computed by Python's hmac. */
    @ParameterizedTest
    @CsvSource({"CN-0417, 181", "CN-0418, -157", "王小明, -123"})
    void theDatesOfASubjectMoveByTheSameDaysInEveryFile(String subject, int days) {
        assertThat(pseudonyms.shiftDays(subject)).isEqualTo(days);
        assertThat(new Pseudonyms(key).shiftDays(" " + subject)).isEqualTo(days);
    }

    /** The keys are fixed, so it passes always or never: 4 standard deviations of 730 counts. */
    @Test
    void everyShiftButNoneIsAsLikely() {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int i = 0; i < 730_000; i++) {
            counts.merge(pseudonyms.shiftDays("S-" + i), 1, Integer::sum);
        }
        Set<Integer> expected = new HashSet<>();
        for (int day = 1; day <= 365; day++) {
            expected.add(day);
            expected.add(-day);
        }
        assertThat(counts.keySet()).isEqualTo(expected);
        assertThat(counts.values()).allMatch(n -> Math.abs(n - 1_000) < 4 * Math.sqrt(1_000));
    }

    @Test
    void whereThereIsNoSubjectThereIsNoShift() {
        assertThat(pseudonyms.shiftDays(" ")).isZero();
    }
}
