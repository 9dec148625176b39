package io.eprointake.testing;

import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Threads of what the tests of a run share, which ends with the run: a broker, a database. */
final class SharedThreads {

    private static final ThreadGroup GROUP = new ThreadGroup("shared by the tests");

    private SharedThreads() {}

    /** Whatever threads this begins, and those begin, are no leak of the test that asked first. */
    static <T> T begin(Supplier<T> shared) {
        var begun = new CompletableFuture<T>();
        new Thread(
                        GROUP,
                        () -> {
                            try {
                                begun.complete(shared.get());
                            } catch (Throwable e) {
                                begun.completeExceptionally(e);
                            }
                        },
                        "begins-what-is-shared")
                .start();
        return begun.join();
    }

    static Set<Long> ids() {
        // More may begin while they are counted; the next look finds those.
        Thread[] threads = new Thread[GROUP.activeCount() * 2 + 16];
        GROUP.enumerate(threads);
        return Arrays.stream(threads)
                .filter(Objects::nonNull)
                .map(Thread::threadId)
                .collect(Collectors.toSet());
    }
}
