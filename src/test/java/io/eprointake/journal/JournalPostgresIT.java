package io.eprointake.journal;

import io.eprointake.store.TestStore;

class JournalPostgresIT extends JournalContract {

    @Override
    String url() {
        return TestStore.postgres();
    }
}
