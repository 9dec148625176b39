package io.eprointake.store;

import io.eprointake.testing.Postgres;

class ReadersPostgresIT extends ReadersContract {

    @Override
    String url() {
        return Postgres.shared().database();
    }

    @Override
    String endless() {
        return "select 1 from pg_sleep(60)";
    }
}
