package io.eprointake.enrollment;

import io.eprointake.store.TestStore;
import io.eprointake.testing.StoreKey;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

class EnrollmentPostgresIT extends EnrollmentContract {

    private static final String DATABASE = TestStore.postgres();

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        properties.add("spring.datasource.url", () -> DATABASE);
        properties.add("epro.sealing.key-file", () -> StoreKey.file(DATABASE));
    }
}
