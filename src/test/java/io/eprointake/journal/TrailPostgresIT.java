package io.eprointake.journal;

import io.eprointake.store.TestStore;
import java.util.List;

class TrailPostgresIT extends TrailContract {

    @Override
    String url() {
        return TestStore.postgres();
    }

    @Override
    List<String> unguarded() {
        return List.of("alter table audit_entry disable trigger all");
    }

    @Override
    String bytes(String hex) {
        return "'\\x" + hex + "'";
    }

    @Override
    List<String> broken() {
        return List.of("alter table audit_entry add constraint broken check (study is null)");
    }

    @Override
    List<String> mended() {
        return List.of("alter table audit_entry drop constraint broken");
    }
}
