package io.eprointake.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** {@code backup}, {@code restore}, {@code verify}, {@code audit} and {@code keys}. */
public final class BackupCommands {

    private static final int FAILED = 1;

    private static final Map<String, Supplier<Object>> ALL =
            Map.of(
                    "backup", Backup::new,
                    "restore", Restore::new,
                    "verify", Verify::new,
                    "audit", Audit::new,
                    "keys", StoreKeys::new);

    private BackupCommands() {}

    /** Whether a word is one of them. */
    public static boolean has(String word) {
        return ALL.containsKey(word);
    }

    /**
     * Runs one of them.
     *
     * @param arguments what was typed behind it
     * @return the exit code: 0 for done and whole, 1 when it failed or is not, 2 for bad usage
     */
    public static int run(String word, String... arguments) {
        return command(word).execute(arguments);
    }

    static CommandLine command(String word) {
        return new CommandLine(Objects.requireNonNull(ALL.get(word), word).get())
                .setExecutionExceptionHandler(BackupCommands::failed);
    }

    /** A line in place of a stack trace: nothing was made, and it says why. */
    private static int failed(Exception failure, CommandLine command, ParseResult parsed)
            throws Exception {
        String why =
                switch (failure) {
                    case IllegalStateException it -> it.getMessage();
                    case IOException it -> it.getClass().getSimpleName() + " " + it.getMessage();
                    case UncheckedIOException it -> it.getMessage() + ": " + it.getCause();
                    case SQLException it -> it.getMessage();
                    case DataAccessException it -> it.getMostSpecificCause().getMessage();
                    default -> throw failure;
                };
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + " failed: " + why);
        return FAILED;
    }
}
