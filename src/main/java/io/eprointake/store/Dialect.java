package io.eprointake.store;

import com.zaxxer.hikari.HikariConfig;
import java.sql.SQLException;

/** In what the databases differ. */
interface Dialect {

    /** Sets what durability needs, whatever the data source's address says. */
    void prepare(HikariConfig pool);

    /**
     * Whether the database as a whole cannot write now, so that trying each write alone is no use.
     */
    boolean unavailable(SQLException failure);
}
