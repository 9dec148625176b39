package io.eprointake.store;

import java.sql.SQLException;
import java.util.List;

/**
 * Changes of one kind, applied together inside a transaction: what takes a statement each one by
 * one takes one for all. They may be applied again after a rollback, together or one by one, so
 * they must change nothing but the database.
 *
 * @param <W> what one of them is made of
 * @param <T> what it answers
 */
@FunctionalInterface
public interface BatchedWrite<W, T> {

    /** The answers, in the order of the changes. */
    List<T> apply(Tx tx, List<W> writes) throws SQLException;
}
