package io.eprointake.backup;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code verify}: whether a store, or a backup of one, is whole. */
@Command(
        name = "verify",
        description =
                "Reads a whole store, or a backup, and compares every receipt with its report. A service"
                        + " may be at work meanwhile.",
        mixinStandardHelpOptions = true)
final class Verify implements Callable<Integer> {

    @Mixin private ChosenStore store = new ChosenStore();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A backup; else the store.")
    private @Nullable Path file;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws SQLException {
        String where = store.name(file);
        Whole found;
        try (Connection reading = store.read(file)) {
            found = Whole.of(reading, where, store.wrapping());
        }
        Objects.requireNonNull(spec).commandLine().getOut().println(where + ": " + found);
        return 0;
    }
}
