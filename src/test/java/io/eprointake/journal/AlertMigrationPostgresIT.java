package io.eprointake.journal;

import io.eprointake.testing.Postgres;

class AlertMigrationPostgresIT extends AlertMigrationContract {

    private final String database = Postgres.shared().database();

    @Override
    String url() {
        return database;
    }
}
