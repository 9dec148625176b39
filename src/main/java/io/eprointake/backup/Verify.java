package io.eprointake.backup;

import java.nio.file.Files;
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
        String found;
        if (file == null) {
            try (Connection reading = store.read()) {
                found = store.name() + ": " + Whole.of(reading, store.name(), store.wrapping());
            }
        } else if (Files.isRegularFile(file)) {
            found = file + ": " + Restore.look(file, file.toString(), store.wrapping());
        } else {
            throw new IllegalStateException("there is no file " + file);
        }
        Objects.requireNonNull(spec).commandLine().getOut().println(found);
        return 0;
    }
}
