package io.eprointake.journal;

import io.eprointake.testing.Postgres;

class OutboxPostgresIT extends OutboxContract {

    private final String url = Postgres.shared().database();

    @Override
    String url() {
        return url;
    }
}
