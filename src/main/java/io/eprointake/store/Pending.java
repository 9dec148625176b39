package io.eprointake.store;

import io.eprointake.problem.Refused;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A change that waits for its commit, and its kind. */
final class Pending<W, T> {

    private final @Nullable String key;
    private final Together<W, T> kind;
    private final W write;
    private final CompletableFuture<T> committed = new CompletableFuture<>();
    private @Nullable T result;

    Pending(@Nullable String key, Together<W, T> kind, W write) {
        this.key = key;
        this.kind = kind;
        this.write = write;
    }

    /** What no two transactions change at once; null when it does not matter. */
    @Nullable String key() {
        return key;
    }

    Together<W, T> kind() {
        return kind;
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

    void refuse(Refused refused) {
        committed.completeExceptionally(refused);
    }
}
