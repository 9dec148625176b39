package io.eprointake.store;

import io.eprointake.testing.Postgres;
import java.sql.SQLException;

class GroupCommitPostgresIT extends GroupCommitContract {

    @Override
    String url() {
        return Postgres.shared().database();
    }

    @Override
    SQLException full() {
        return new SQLException("full", "53100");
    }
}
