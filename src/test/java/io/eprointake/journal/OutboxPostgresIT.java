package io.eprointake.journal;

import io.eprointake.store.TestStore;

class OutboxPostgresIT extends OutboxContract {

    private final String url = TestStore.postgres();

    @Override
    String url() {
        return url;
    }
}
