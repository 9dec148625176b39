package io.eprointake.journal;

import io.eprointake.testing.Postgres;

class LateCommitPostgresIT extends LateCommitContract {

    @Override
    String url() {
        return Postgres.shared().database();
    }

    @Override
    boolean movesRows() {
        return true;
    }
}
