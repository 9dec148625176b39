package io.eprointake.journal;

import io.eprointake.testing.Postgres;

class OpenReportMigrationPostgresIT extends OpenReportMigrationContract {

    private final String database = Postgres.shared().database();

    @Override
    String url() {
        return database;
    }
}
