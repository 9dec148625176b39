package io.eprointake.store;

import java.sql.SQLException;

/**
 * One change, applied inside a transaction that it may share with others. It may be applied again
 * after a rollback, so it must change nothing but the database.
 */
@FunctionalInterface
public interface Write<T> {

    T apply(Tx tx) throws SQLException;
}
