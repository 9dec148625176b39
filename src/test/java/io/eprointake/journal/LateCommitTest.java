package io.eprointake.journal;

import io.eprointake.store.TestStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LateCommitTest extends LateCommitContract {

    @TempDir Path folder;

    @Override
    String url() {
        return TestStore.sqlite(folder);
    }

    @Override
    boolean movesRows() {
        return false;
    }
}
