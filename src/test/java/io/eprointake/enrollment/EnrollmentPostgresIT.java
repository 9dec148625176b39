package io.eprointake.enrollment;

import io.eprointake.testing.Postgres;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

class EnrollmentPostgresIT extends EnrollmentContract {

    private static final String DATABASE = Postgres.shared().database();

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        properties.add("spring.datasource.url", () -> DATABASE);
    }
}
