package io.eprointake.study;

import io.eprointake.store.TestStore;

class RosterPostgresIT extends RosterContract {

    private final String url = TestStore.postgres();

    @Override
    String url() {
        return url;
    }
}
