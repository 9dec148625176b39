package io.eprointake.audit;

import io.eprointake.store.TestStore;

class TrailSearchPostgresIT extends TrailSearchContract {

    @Override
    String url() {
        return TestStore.postgres();
    }

    @Override
    String explain() {
        return "explain ";
    }
}
