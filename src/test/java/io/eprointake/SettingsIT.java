package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eprointake.testing.Postgres;
import io.eprointake.testing.RunningService;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.util.ExceptionUtils;

/** Settings that do not go together are refused at the start, and the refusal says why. */
class SettingsIT {

    @TempDir Path folder;

    @Test
    void aLeaseThatMayEndBeforeItsCallIsRefused() {
        assertThatThrownBy(() ->
                        RunningService.start(
                                        folder,
                                        "epro.analysis.url",
                                        "http://127.0.0.1:9",
                                        "epro.analysis.deadline",
                                        "20s",
                                        "epro.journal.lease",
                                        "34s")
                                .close())
                .rootCause()
                .hasMessageContaining("epro.journal.lease is PT34S")
                .hasMessageContaining("must be at least PT35S")
                .hasMessageContaining("epro.analysis.deadline");
    }

    @Test
    void aBatchFromKafkaThatHasNoRoomInTheQueueIsRefused() {
        assertThatThrownBy(() ->
                        RunningService.start(
                                        folder,
                                        "spring.kafka.bootstrap-servers",
                                        "127.0.0.1:9",
                                        "epro.messaging.batch",
                                        "101",
                                        "epro.store.reserved",
                                        "100")
                                .close())
                .rootCause()
                .hasMessageContaining("epro.messaging.batch is 101")
                .hasMessageContaining("must be at most epro.store.reserved, which is 100");
    }

    @Test
    void anAddressOfAnotherDatabaseIsRefused() {
        assertThatThrownBy(() -> startOver("jdbc:h2:mem:epro"))
                .rootCause()
                .hasMessageContaining("spring.datasource.url must start with jdbc:sqlite: or")
                .hasMessageContaining("jdbc:postgresql:");
    }

    @Test
    void aServerThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> startOver("jdbc:postgresql://127.0.0.1:1/epro"))
                .hasStackTraceContaining("Connection to 127.0.0.1:1 refused");
    }

    @Test
    void credentialsThatAreWrongAreToldWithoutThePassword() {
        String url =
                "jdbc:postgresql://127.0.0.1:%d/postgres?user=nobody&password=a-secret"
                        .formatted(Postgres.shared().port());

        assertThatThrownBy(() -> startOver(url))
                .hasStackTraceContaining("role \"nobody\" does not exist")
                .satisfies(e ->
                        assertThat(ExceptionUtils.readStackTrace(e)).doesNotContain("a-secret"));
    }

    private void startOver(String url) {
        RunningService.start(folder, "spring.datasource.url", url).close();
    }
}
