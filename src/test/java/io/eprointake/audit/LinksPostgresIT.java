package io.eprointake.audit;

import io.eprointake.store.TestStore;

class LinksPostgresIT extends LinksContract {

    @Override
    String url() {
        return TestStore.postgres();
    }
}
