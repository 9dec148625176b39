package io.eprointake;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eprointake.testing.RunningService;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
