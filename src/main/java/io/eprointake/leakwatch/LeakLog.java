package io.eprointake.leakwatch;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Tells of each leak when it is found and when it frees. A line that cannot be written keeps nobody
 * from looking on, nor from ending.
 */
class LeakLog {

    private static final Logger log = LoggerFactory.getLogger(LeakLog.class);

    /** The ledger's look found it, cut and not ended, or past its deadline and not cut. */
    void found(Task task, long now) {
        try {
            Thread thread = task.thread();
            line(Level.WARN, task, now)
                    .addKeyValue("state", task.state().word())
                    .addKeyValue("thread", thread == null ? "none" : thread.getName())
                    .addKeyValue("hangs_at", thread == null ? "unknown" : top(thread))
                    .addKeyValue("origin", task.origin())
                    .log("A leak was found");
        } catch (Throwable e) {
            // The leak watch itself names it.
        }
    }

    /** What had leaked has ended. It may be told a moment before it is told as found. */
    void freed(Task task, long now) {
        try {
            line(Level.INFO, task, now).log("A leak has freed");
        } catch (Throwable e) {
            // The counts tell.
        }
    }

    private static LoggingEventBuilder line(Level level, Task task, long now) {
        return log.atLevel(level)
                .addKeyValue("task", task.id())
                .addKeyValue("name", task.name())
                .addKeyValue("duration_ms", millis(now - task.openedAt()))
                .addKeyValue("overdue_ms", millis(now - task.dueAt()));
    }

    private static String top(Thread thread) {
        @Nullable StackTraceElement[] stack = thread.getStackTrace();
        return stack.length == 0 ? "unknown" : String.valueOf(stack[0]);
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
