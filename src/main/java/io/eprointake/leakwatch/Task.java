package io.eprointake.leakwatch;

import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One piece of asynchronous work, from its start until it has really ended.
 *
 * <p>The deadline, operations, the work itself and the ledger's look run against each other; one
 * atomic state decides, and each transition is won by exactly one of them. The thread a task runs
 * on must end with it: a cut that arrives late would otherwise interrupt the next work.
 */
public final class Task {

    /** Where a task stands. The last three are final, and the ledger has let go of it. */
    public enum State {
        RUNNING,
        /** Past its deadline by more than the grace, and nobody cut it: counts as leaked. */
        OVERDUE,
        CUT,
        /** Cut, and still not ended after the grace. */
        LEAKED,
        /** Ended by itself. */
        ENDED,
        /** Ended after it was cut. */
        FREED,
        /** Ended after it had counted as leaked. */
        FREED_LATE;

        /** As it is written in answers and metric tags. */
        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean leaked() {
            return this == OVERDUE || this == LEAKED;
        }

        boolean over() {
            return compareTo(ENDED) >= 0;
        }
    }

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Task.class, "state", State.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Ledger ledger;
    private final TaskKind kind;
    private final long number;
    private final String name;
    private final String origin;
    private final Runnable action;
    private final long openedAt;
    private final long dueAt;
    private volatile State state = State.RUNNING;
    private volatile long cutAt;

    /** Written by whoever is about to cut what had leaked already, and read once it has ended. */
    private volatile boolean cutLate;

    private volatile int looks;
    private volatile @Nullable Thread thread;

    Task(
            Ledger ledger,
            TaskKind kind,
            long number,
            String name,
            String origin,
            Duration allowance,
            Runnable action) {
        this.ledger = ledger;
        this.kind = kind;
        this.number = number;
        this.name = name;
        this.origin = origin;
        this.action = action;
        this.openedAt = ledger.now();
        this.dueAt = openedAt + allowance.toNanos();
    }

    /**
     * Says which thread does the work, so that a leak can be shown with its stack. From now on the
     * thread has this task's id for its name.
     */
    public void startedOn(Thread worker) {
        worker.setName(id());
        thread = worker;
    }

    /**
     * Marks the task as cut and does nothing else.
     *
     * @return whether this call won: then, and only then, the caller ends the work
     */
    public boolean cut() {
        for (State from = state; from == State.RUNNING || from == State.OVERDUE; from = state) {
            // Written before the state, so that whoever sees CUT sees when. A loser of the race
            // may write it too; the two times are as close as the race was.
            long now = ledger.now();
            cutAt = now;
            if (from == State.OVERDUE) {
                cutLate = true; // it never runs in time again, so this is so whoever wins
            }
            if (move(from, State.CUT)) {
                kind.cut(now - dueAt);
                return true;
            }
        }
        return false;
    }

    /**
     * Cuts the task and runs the action given when it was opened. On a task that has leaked already
     * the action runs again: an interrupt that was swallowed may be heard the second time.
     *
     * @return whether this call was the one that cut it
     */
    public boolean cancel() {
        boolean won = cut();
        if (won || state == State.LEAKED) {
            action.run();
        }
        return won;
    }

    /**
     * Says that the work has really ended, however it ended; to be called last, by the thread that
     * did it. More calls change nothing.
     *
     * @return whether this was the first call
     */
    public boolean end() {
        for (State from = state; !from.over(); from = state) {
            State to =
                    switch (from) {
                        case RUNNING -> State.ENDED;
                        case CUT -> State.FREED;
                        default -> State.FREED_LATE;
                    };
            if (move(from, to)) {
                if (from == State.CUT || from == State.LEAKED) {
                    kind.freed(ledger.now() - cutAt);
                }
                ledger.forget(this);
                if (from.leaked() || cutLate) {
                    ledger.leakLog().freed(this, ledger.now());
                }
                return true;
            }
        }
        return false;
    }

    /** Where the task stands now. */
    public State state() {
        return state;
    }

    /** What operations cancel it by. */
    public String id() {
        return kind.name() + "-" + number;
    }

    /** One look of the ledger: called by its own thread only. */
    void look(long now, long grace) {
        boolean found =
                (state == State.RUNNING
                                && now - dueAt > grace
                                && move(State.RUNNING, State.OVERDUE))
                        || (state == State.CUT
                                && now - cutAt > grace
                                && move(State.CUT, State.LEAKED));
        looks = state.leaked() ? looks + 1 : 0;
        if (found) {
            ledger.leakLog().found(this, now);
        }
    }

    private boolean move(State from, State to) {
        boolean won = STATE.compareAndSet(this, from, to);
        if (won) {
            kind.moved(from, to);
        }
        return won;
    }

    String kind() {
        return kind.name();
    }

    String name() {
        return name;
    }

    String origin() {
        return origin;
    }

    long openedAt() {
        return openedAt;
    }

    long dueAt() {
        return dueAt;
    }

    int looks() {
        return looks;
    }

    @Nullable Thread thread() {
        return thread;
    }

    /** The number spreads better than the identity and needs no room in the object's header. */
    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }
}
