package io.eprointake.enrollment;

import io.eprointake.store.TestStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class EnrollmentMigrationTest extends EnrollmentMigrationContract {

    @TempDir Path folder;

    @Override
    String url() {
        return TestStore.sqlite(folder);
    }
}
