package io.eprointake.journal;

import io.eprointake.store.TestStore;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class TrailTest extends TrailContract {

    @TempDir Path folder;

    @Override
    String url() {
        return TestStore.sqlite(folder);
    }

    @Override
    List<String> unguarded() {
        return List.of(
                "drop trigger if exists audit_entry_update",
                "drop trigger if exists audit_entry_delete");
    }

    @Override
    String bytes(String hex) {
        return "x'" + hex + "'";
    }

    @Override
    List<String> broken() {
        return List.of(
                "create trigger broken before insert on audit_entry begin select raise(abort, 'no'); end");
    }

    @Override
    List<String> mended() {
        return List.of("drop trigger broken");
    }
}
