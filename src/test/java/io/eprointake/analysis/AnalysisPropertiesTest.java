package io.eprointake.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.journal.JournalProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
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

    /** By default, when every attempt fails at once and every pause is as short as it can be. */
    @Test
    void whoeverIsToldThatAReportWaitsIsToldBeforeItsLastAttempt() throws IOException {
        int attempts = defaults("epro.journal", JournalProperties.class).maxAttempts();
        var defaults = defaults("epro.analysis", AnalysisProperties.class);
        Duration least = Duration.ZERO;
        for (int attempt = 1; attempt < attempts; attempt++) {
            least = least.plus(defaults.backoff(attempt).dividedBy(2));
        }
        var alert =
                Pattern.compile("max\\(epro_backlog_oldest_seconds\\) > (\\d+)\\s+for: (\\d+)m")
                        .matcher(Files.readString(Path.of("docker", "alerts.yml")));
        assertThat(alert.find()).isTrue();
        Duration told =
                Duration.ofSeconds(Long.parseLong(alert.group(1)))
                        .plusMinutes(Long.parseLong(alert.group(2)))
                        // The look at the store, the scrape and the evaluation of the rules.
                        .plusSeconds(5 + 15 + 15);

        assertThat(told).isLessThan(least);
    }

    private static <T> T defaults(String prefix, Class<T> type) {
        return new Binder().bindOrCreate(prefix, type);
    }
}
