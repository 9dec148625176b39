package io.eprointake.alerts;

import io.eprointake.store.TestStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class AnswersTest extends AnswersContract {

    @TempDir Path folder;

    @Override
    String url() {
        return TestStore.sqlite(folder);
    }

    @Override
    Desk other(Desk one, String url) {
        return one;
    }
}
