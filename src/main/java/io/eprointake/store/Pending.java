package io.eprointake.store;

import io.eprointake.store.Commits.Failure;
import io.eprointake.store.Dialect.Blame;
import io.eprointake.store.StoreRefusal.Why;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A change that waits for its commit, and its kind. */
final class Pending<W, T> {

    private final @Nullable String key;
    private final BatchedWrite<W, T> kind;
    private final W write;
    private final boolean admitted;
    private final CompletableFuture<T> committed = new CompletableFuture<>();
    private @Nullable T result;

    Pending(@Nullable String key, BatchedWrite<W, T> kind, W write, boolean admitted) {
        this.key = key;
        this.kind = kind;
        this.write = write;
        this.admitted = admitted;
    }

    /** What no two transactions change at once; null when it does not matter. */
    @Nullable String key() {
        return key;
    }

    BatchedWrite<W, T> kind() {
        return kind;
    }

    /** Whether it came from outside, and so has one of the places for those. */
    boolean admitted() {
        return admitted;
    }

    /** Completes after the commit, or with what refused the change. */
    CompletableFuture<T> committed() {
        return committed;
    }

    /** Makes the changes of a group, which are all of one kind, and keeps their results. */
    @SuppressWarnings("unchecked") // all are of one kind
    static <W, T> void apply(Tx tx, List<Pending<?, ?>> group) throws SQLException {
        var same = (List<Pending<W, T>>) (List<?>) group;
        List<T> results = same.getFirst().kind.apply(tx, same.stream().map(p -> p.write).toList());
        for (int i = 0; i < same.size(); i++) {
            same.get(i).result = results.get(i);
        }
    }

    @SuppressWarnings("NullAway") // a write may have nothing to answer
    void complete() {
        committed.complete(result);
    }

    void refuse(Failure failure) {
        committed.completeExceptionally(
                failure.blame() == Blame.WRITE
                        ? new StoreRefusal(Why.INTERNAL, "The store refused this write.")
                        : new StoreRefusal(
                                Why.STORE_UNAVAILABLE,
                                "It is not known to be stored; send it again."));
    }
}
