package io.eprointake.enrollment;

import io.eprointake.testing.Postgres;

class EnrollmentMigrationPostgresIT extends EnrollmentMigrationContract {

    private final String database = Postgres.shared().database();

    @Override
    String url() {
        return database;
    }
}
