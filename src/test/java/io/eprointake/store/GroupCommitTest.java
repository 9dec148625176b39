package io.eprointake.store;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;

class GroupCommitTest extends GroupCommitContract {

    @TempDir Path folder;

    @Override
    String url() {
        return TestStore.sqlite(folder);
    }

    @Override
    SQLException full() {
        return new SQLException("full", "", SQLiteErrorCode.SQLITE_FULL.code);
    }
}
