package io.eprointake.backup;

import io.eprointake.sealing.SealStored;
import io.eprointake.store.DatabaseFile;
import io.eprointake.store.Schema;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code backup}: all that is stored at one moment, while the service goes on. */
@Command(
        name = "backup",
        description =
                "Writes all that is stored at one moment into a new file, and checks it. A service may"
                        + " be at work meanwhile. Keys and tokens are not in it.",
        mixinStandardHelpOptions = true)
final class Backup implements Callable<Integer> {

    @Mixin private ChosenStore store = new ChosenStore();

    @Option(
            names = "--to",
            required = true,
            paramLabel = "FILE",
            description = "Which must not be there.")
    private @Nullable Path to;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, SQLException {
        Path target = Objects.requireNonNull(to);
        DatabaseFile file = store.existing();
        try (Connection reading = file.read();
                var made = new NewFile(target)) {
            Schema.version(reading, file.toString(), new SealStored(store.wrapping()));
            Map<String, Long> before = Whole.rows(reading);
            try (PreparedStatement copy = reading.prepareStatement("vacuum into ?")) {
                copy.setString(1, made.part().toString());
                copy.execute();
            }
            Whole whole = Restore.look(made.part(), target.toString(), store.wrapping());
            whole.mustHold(before, target.toString());
            made.keep();
            Objects.requireNonNull(spec).commandLine().getOut().println(target + ": " + whole);
        }
        return 0;
    }
}
