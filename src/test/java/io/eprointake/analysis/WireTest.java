package io.eprointake.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eprointake.report.Analysis.RedFlag;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "Chest pain", "a\u0000b", "she said so", "9"})
    void theKindOfARedFlagMustBeAWord(String kind) {
        var answer = new Wire.Answer("a", List.of(), List.of(new RedFlag(kind, "evidence")), null);

        assertThatThrownBy(answer::analysis).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aWordIsTaken() {
        var flag = new RedFlag("gi_bleed", "evidence");
        assertThat(new Wire.Answer("a", List.of(), List.of(flag), null).analysis().redFlags())
                .containsExactly(flag);
    }
}
