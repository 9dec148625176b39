package io.eprointake.analysis.embedded;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The platform threads that inference runs on: it is native code, which would pin a virtual
 * thread's carrier.
 */
final class Workers {

    interface Work<T> {
        T run(Cancellation cancellation) throws IOException;
    }

    private static final long CLOSE_SECONDS = 5;

    private final ThreadPoolExecutor pool;
    private final Set<Job<?>> jobs = ConcurrentHashMap.newKeySet();

    Workers(int threads, int queue) {
        this.pool =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(queue),
                        Thread.ofPlatform().name("embedded-analyzer-", 1).daemon().factory());
    }

    private static final class Job<T> extends FutureTask<T> {
        private final Cancellation cancellation;
        private final AtomicBoolean taken = new AtomicBoolean();
        private final CountDownLatch ended = new CountDownLatch(1);

        Job(Work<T> work, Cancellation cancellation) {
            super(() -> work.run(cancellation));
            this.cancellation = cancellation;
        }

        /** A thread of the pool takes it, or whoever drops it does: one of them, once. */
        @Override
        public void run() {
            if (taken.compareAndSet(false, true)) {
                try {
                    super.run();
                } finally {
                    ended.countDown();
                }
            }
        }

        void drop() {
            if (taken.compareAndSet(false, true)) {
                ended.countDown();
            }
        }

        /** Whoever was cancelled must not say that it ended while its work goes on. */
        void awaitEnd() {
            boolean interrupted = false;
            while (ended.getCount() > 0) {
                try {
                    ended.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Runs work on one of the threads and waits for it.
     *
     * @throws InterruptedException when the waiting thread was interrupted, and the work has ended:
     *     an inference within milliseconds; work not begun is dropped
     * @throws IOException when it failed, too many wait, or the workers were closed
     */
    <T> T run(Work<T> work) throws IOException, InterruptedException {
        Job<T> job = new Job<>(work, new Cancellation());
        try {
            jobs.add(job);
            pool.execute(job);
            return job.get();
        } catch (RejectedExecutionException e) {
            throw new IOException("the embedded analyzer is busy or closed", e);
        } catch (CancellationException e) {
            throw new IOException("the embedded analyzer was closed", e);
        } catch (ExecutionException e) {
            throw new IOException("the embedded analyzer failed", e.getCause());
        } finally {
            jobs.remove(job);
            end(job);
            job.awaitEnd();
        }
    }

    private void end(Job<?> job) {
        if (!job.isDone()) {
            job.cancellation.cancel();
            job.drop();
            job.cancel(false);
            pool.remove(job);
        }
    }

    int running() {
        return pool.getActiveCount();
    }

    /** Whether all threads ended; until then what they use must stay. */
    boolean close() {
        pool.shutdownNow();
        jobs.forEach(this::end);
        try {
            return pool.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
