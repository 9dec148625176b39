package io.eprointake.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class ReadersTest extends ReadersContract {

    @TempDir Path folder;

    @Override
    String url() {
        return TestStore.sqlite(folder);
    }

    @Override
    String endless() {
        return "with recursive n (i) as (select 1 union all select i + 1 from n) select max(i) from n";
    }
}
