package io.eprointake.journal;

import io.eprointake.testing.Postgres;

class FarAheadPostgresIT extends FarAheadContract {

    @Override
    String url() {
        return Postgres.shared().database();
    }
}
