package io.eprointake.journal;

import io.eprointake.store.TestStore;

class LateCommitPostgresIT extends LateCommitContract {

    @Override
    String url() {
        return TestStore.postgres();
    }

    @Override
    boolean movesRows() {
        return true;
    }
}
