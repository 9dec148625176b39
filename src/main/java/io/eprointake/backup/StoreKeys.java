package io.eprointake.backup;

import io.eprointake.sealing.StudyKeys;
import io.eprointake.sealing.WrappingKeys;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code keys}: by which what is stored is sealed. */
@Command(
        name = "keys",
        description = "Makes and rotates the keys by which what patients said is stored.",
        mixinStandardHelpOptions = true)
final class StoreKeys {

    @Spec private @Nullable CommandSpec spec;

    @Command(
            name = "make",
            description =
                    "Makes a key file, for a store that is still empty. Keep a copy where no copy of the"
                            + " store is: without it what is stored is lost.",
            mixinStandardHelpOptions = true)
    int make(@Parameters(paramLabel = "FILE", description = "Which must not be there.") Path file)
            throws IOException {
        try {
            new WrappingKeys(file).make();
        } catch (FileAlreadyExistsException e) {
            throw new IllegalStateException(file + " is there already; nothing is overwritten", e);
        }
        say("%s: a new key".formatted(file));
        return 0;
    }

    @Command(
            name = "rotate",
            description =
                    "Puts a new key into the key file, before those that are there, and wraps all data keys"
                            + " by it; each study gets a further data key. Services may be at work meanwhile.",
            mixinStandardHelpOptions = true)
    int rotate(
            @Mixin ChosenStore store,
            @Option(
                            names = "--to",
                            paramLabel = "FILE",
                            description =
                                    "Writes the former keys and the new one into this new file, and does no"
                                            + " more: bring it to every machine as its key file, then rewrap.")
                    @Nullable Path to)
            throws SQLException {
        WrappingKeys wrapping = store.wrapping();
        if (to != null) {
            wrapping.extendTo(to);
            say("%s: the keys of %s, and a new one".formatted(to, wrapping));
            return 0;
        }
        var keys = new StudyKeys(store.dataKeys(), wrapping);
        keys.mustFit(); // before the file is changed
        wrapping.extend();
        say("%s: a new key; wrapped by it: %d".formatted(wrapping, keys.rotate()));
        return 0;
    }

    @Command(
            name = "rewrap",
            description =
                    "Wraps all data keys by the first key of the key file; each study gets a further data"
                            + " key.",
            mixinStandardHelpOptions = true)
    int rewrap(@Mixin ChosenStore store) throws SQLException {
        var keys = new StudyKeys(store.dataKeys(), store.wrapping());
        say("%s: wrapped by its first key: %d".formatted(store.wrapping(), keys.rotate()));
        return 0;
    }

    private void say(String line) {
        Objects.requireNonNull(spec).commandLine().getOut().println(line);
    }
}
