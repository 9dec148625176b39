package io.eprointake.store;

class ReadersPostgresIT extends ReadersContract {

    @Override
    String url() {
        return TestStore.postgres();
    }

    @Override
    String endless() {
        return "select 1 from pg_sleep(60)";
    }
}
