package io.eprointake.leakwatch;

import io.eprointake.leakwatch.Permits.Permit;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One call that ends: by its result, by its failure, or by being cancelled at its deadline.
 *
 * <p>The worker, the deadline's timer and whoever cancels run against each other; the future
 * decides once, for the first to complete it. Losing costs the timer nothing and the worker its
 * result. Whatever the future says, the permit is closed and the task ended only when the worker
 * has really ended.
 */
public final class Deadline<T> {

    private final CompletableFuture<T> outcome = new CompletableFuture<>();
    private final ThreadFactory threads;
    private final Callable<T> work;
    private final Permit permit;
    private final Thread worker;
    private final Task task;

    /** Not started: the worker's thread may still be held back. */
    Deadline(
            Ledger ledger,
            ThreadFactory threads,
            Permit permit,
            String kind,
            String name,
            Duration budget,
            Callable<T> work) {
        this.threads = threads;
        this.work = work;
        this.permit = permit;
        this.worker = threads.newThread(this::work);
        this.task = ledger.open(kind, name, budget, this::end, Deadline.class);
    }

    /**
     * Starts the work on a thread of its own.
     *
     * @param permit closed when the work has ended
     * @param kind of task in the ledger, a constant word
     * @param name of the task in the ledger, for example a report id
     */
    public static <T> Deadline<T> start(
            Ledger ledger,
            ThreadFactory threads,
            Permit permit,
            String kind,
            String name,
            Duration budget,
            Callable<T> work) {
        var call = new Deadline<>(ledger, threads, permit, kind, name, budget, work);
        try {
            call.onDecided((result, failure) -> {
                if (failure != null) {
                    call.task.cancel();
                }
            });
            call.outcome.orTimeout(budget.toNanos(), TimeUnit.NANOSECONDS);
            call.worker.start();
        } catch (Throwable notStarted) {
            call.ended();
            call.outcome.completeExceptionally(notStarted);
        }
        return call;
    }

    /**
     * Completes with the result, or exceptionally with what the work threw, a {@link
     * java.util.concurrent.TimeoutException} or a {@link CancellationException}. Completing it
     * otherwise is the same as cancelling the call.
     */
    public CompletableFuture<T> outcome() {
        return outcome;
    }

    /**
     * Has the outcome told, on a thread of its own: all timers of the JVM share one, which must not
     * wait for what is done about it.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // starting a thread is all that could fail in it
    public void onDecided(BiConsumer<? super @Nullable T, ? super @Nullable Throwable> told) {
        outcome.whenComplete((result, failure) -> {
            try {
                Thread telling = threads.newThread(() -> told.accept(result, failure));
                telling.setName(task.id() + "-outcome");
                telling.start();
            } catch (OutOfMemoryError noThread) {
                told.accept(result, failure);
            }
        });
    }

    /** Cancels the call now, unless it is decided already. */
    public void cancel() {
        outcome.completeExceptionally(new CancellationException("cancelled"));
        task.cancel();
    }

    /** What the worker's thread does. */
    void work() {
        task.startedOn(Thread.currentThread());
        if (outcome.isDone()) {
            // Cancelled before it began.
            ended();
            return;
        }
        try {
            T result = work.call();
            ended();
            outcome.complete(result);
        } catch (Throwable failure) {
            ended();
            outcome.completeExceptionally(failure);
        }
    }

    /** Before the outcome is told: who hears of it finds the permit free and the ledger clean. */
    private void ended() {
        try {
            permit.close();
        } finally {
            task.end();
        }
    }

    /** Run by whoever won the task's cancellation; operations cancel it there, past this class. */
    private void end() {
        permit.cut();
        outcome.completeExceptionally(new CancellationException("cancelled"));
        worker.interrupt();
    }
}
