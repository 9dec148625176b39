package io.eprointake.enrollment;

import io.eprointake.store.TestStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

class EnrollmentIT extends EnrollmentContract {

    @TempDir static Path folder;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        properties.add("spring.datasource.url", () -> TestStore.sqlite(folder));
    }
}
