package io.eprointake.audit;

import io.eprointake.store.TestStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class TrailSearchTest extends TrailSearchContract {

    @TempDir Path folder;

    @Override
    String url() {
        return TestStore.sqlite(folder);
    }

    @Override
    String explain() {
        return "explain query plan ";
    }
}
