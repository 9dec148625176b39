package io.eprointake.journal;

import io.eprointake.store.TestStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class CourseTest extends CourseContract {

    @TempDir Path folder;

    @Override
    String url() {
        return TestStore.sqlite(folder);
    }

    @Override
    TestReplica other(TestReplica one, String url) {
        return one;
    }
}
