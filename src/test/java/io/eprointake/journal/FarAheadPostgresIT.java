package io.eprointake.journal;

import io.eprointake.store.TestStore;

class FarAheadPostgresIT extends FarAheadContract {

    @Override
    String url() {
        return TestStore.postgres();
    }
}
