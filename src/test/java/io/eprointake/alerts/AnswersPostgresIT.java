package io.eprointake.alerts;

import io.eprointake.store.TestStore;

/** At two replicas as at one. */
class AnswersPostgresIT extends AnswersContract {

    @Override
    String url() {
        return TestStore.postgres();
    }

    @Override
    Desk other(Desk one, String url) {
        return new Desk(url);
    }
}
