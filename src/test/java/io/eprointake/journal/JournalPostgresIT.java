package io.eprointake.journal;

import io.eprointake.testing.Postgres;

class JournalPostgresIT extends JournalContract {

    @Override
    String url() {
        return Postgres.shared().database();
    }
}
