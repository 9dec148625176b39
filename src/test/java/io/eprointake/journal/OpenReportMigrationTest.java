package io.eprointake.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.store.TestStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenReportMigrationTest extends OpenReportMigrationContract {

    @TempDir Path folder;

    @Override
    String url() {
        return TestStore.sqlite(folder);
    }

    @Test
    void nothingPlainIsLeftInAnyPage() throws IOException {
        var bytes = new StringBuilder();
        for (String end : List.of("", "-wal")) {
            bytes.append(Files.readString(folder.resolve("epro.db" + end), ISO_8859_1));
        }

        assertThat(bytes.toString())
                .contains("SITE01", "Nausea")
                .doesNotContain("words of", "a-1", "evidence", "grades");
    }
}
