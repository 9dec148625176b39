package io.eprointake.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class AnalysisPropertiesTest {

    private static final Duration MOST = Duration.ofMinutes(5);

    private final AnalysisProperties settings =
            new AnalysisProperties(
                    null,
                    null,
                    null,
                    Duration.ofSeconds(20),
                    16,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    MOST,
                    Duration.ofSeconds(10),
                    DataSize.ofKilobytes(256));

    @Test
    void everyPauseIsTwiceTheLastUpToTheLongest() {
        assertThat(settings.backoff(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.backoff(2)).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.backoff(8)).isEqualTo(Duration.ofSeconds(128));
        assertThat(settings.backoff(10)).isEqualTo(MOST);
        assertThat(settings.backoff(30)).isEqualTo(MOST);
        assertThat(settings.backoff(1000)).isEqualTo(MOST);
    }
}
