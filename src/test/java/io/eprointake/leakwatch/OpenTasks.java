package io.eprointake.leakwatch;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tasks of a ledger that have not ended, for tests of all packages. */
public final class OpenTasks {

    private OpenTasks() {}

    /** Each with its id, its name, how it stands, and where it hangs. */
    public static Stream<String> of(Ledger ledger) {
        return ledger.open().map(OpenTasks::words);
    }

    private static String words(Task task) {
        Thread thread = task.thread();
        String stack =
                thread == null
                        ? ""
                        : Arrays.stream(thread.getStackTrace())
                                .map(frame -> "\n\tat " + frame)
                                .collect(Collectors.joining());
        return "task %s of %s, %s, from %s%s"
                .formatted(task.id(), task.name(), task.state().word(), task.origin(), stack);
    }
}
