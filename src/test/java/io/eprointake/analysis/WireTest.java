package io.eprointake.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.report.Analysis.RedFlag;
import java.io.IOException;
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

    @Test
    void whatIsPastSaysSoAndWhatWasStoredBeforeIsNot() throws IOException {
        var json = new ObjectMapper();
        var past = new RedFlag("syncope", "years ago", true);
        var now = new RedFlag("syncope", "today");

        assertThat(json.writeValueAsString(past)).contains("\"past\":true");
        assertThat(json.writeValueAsString(now)).doesNotContain("past");
        assertThat(json.readValue(json.writeValueAsString(past), RedFlag.class)).isEqualTo(past);
        assertThat(json.readValue(json.writeValueAsString(now), RedFlag.class)).isEqualTo(now);
    }
}
