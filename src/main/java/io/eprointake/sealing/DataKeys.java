package io.eprointake.sealing;

import io.eprointake.store.Store;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The wrapped data keys of a store's studies. */
public final class DataKeys {

    private static final String ADD =
            "insert into data_key (study, wrapped) values (?, ?) on conflict (study) do nothing";

    private final DataSource connections;
    private final JdbcClient apart;
    private final @Nullable Store store;

    /**
     * Of a store.
     *
     * @param apart connections that nobody else uses: keys are read while a read or a write of the
     *     store is at hand
     * @param store to add keys by, among its other writes; null to add them apart too
     */
    public DataKeys(DataSource apart, @Nullable Store store) {
        this.connections = apart;
        this.apart = JdbcClient.create(apart);
        this.store = store;
    }

    /** Whether the store has been through that migration. */
    boolean kept() {
        try (Connection connection = connections.getConnection();
                ResultSet table =
                        connection.getMetaData().getTables(null, null, "data_key", null)) {
            return table.next();
        } catch (SQLException e) {
            throw new CannotGetJdbcConnectionException("no connection to read keys by", e);
        }
    }

    byte @Nullable [] find(String study) {
        return apart.sql("select wrapped from data_key where study = ?")
                .param(study)
                .query((row, n) -> row.getBytes(1))
                .optional()
                .orElse(null);
    }

    List<String> studies() {
        return apart.sql("select study from data_key order by study").query(String.class).list();
    }

    /** Adds one, unless the study has one; durable when it returns. */
    void add(String study, byte[] wrapped) {
        if (store == null) {
            addApart(study, wrapped);
        } else {
            store.await(store.write(tx -> tx.update(ADD, study, wrapped)));
        }
    }

    /** The same while nobody else writes. */
    void addApart(String study, byte[] wrapped) {
        apart.sql(ADD).params(study, wrapped).update();
    }

    /** Puts one in the place of that one, unless another is there by now. */
    boolean replace(String study, byte[] before, byte[] wrapped) {
        return apart.sql("update data_key set wrapped = ? where study = ? and wrapped = ?")
                        .params(wrapped, study, before)
                        .update()
                == 1;
    }
}
