package io.eprointake.testing;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What may strike anywhere, thrown once for each time that it was injected. */
public final class Faults {

    private final Queue<Throwable> due = new ConcurrentLinkedQueue<>();

    /** One of each kind. */
    public static List<Throwable> all() {
        return List.of(
                new OutOfMemoryError("injected"),
                new OutOfMemoryError("unable to create native thread: injected"),
                new StackOverflowError("injected"),
                new NoClassDefFoundError("injected"),
                new ExceptionInInitializerError("injected"),
                new NoSuchMethodError("injected"),
                new UnsatisfiedLinkError("injected"),
                new InternalError("injected"),
                new UnknownError("injected"),
                new AssertionError("injected"),
                new IllegalStateException("injected"),
                new NullPointerException("injected"));
    }

    /** Two, for what runs in a loop: that goes on after any, which its own tests tell. */
    public static List<Throwable> some() {
        return List.of(all().get(1), new IllegalStateException("injected"));
    }

    /** The next to ask has it thrown. */
    public void inject(Throwable fault) {
        due.add(fault);
    }

    /** Throws what is due, if anything is. */
    public void strike() {
        Throwable fault = due.poll();
        if (fault instanceof Error error) {
            throw error;
        }
        if (fault instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** Throws what is due on that thread alone. */
    public void strike(String thread) {
        if (Thread.currentThread().getName().equals(thread)) {
            strike();
        }
    }

    /** Whether nothing is due any more. */
    public boolean struck() {
        return due.isEmpty();
    }

    /** Interrupts the threads of that name. */
    public static void interrupt(String thread) {
        for (Thread each : Thread.getAllStackTraces().keySet()) {
            if (each.getName().equals(thread)) {
                each.interrupt();
            }
        }
    }
}
