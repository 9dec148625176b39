package io.eprointake.deidentify.cli;

import io.eprointake.deidentify.vault.Key;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code deidentify keygen}: makes the key of a study. */
@Command(
        name = "keygen",
        description = "Makes a new key, and prints its fingerprint.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the key is made", "2:nothing was made: bad usage, or a file is there"})
final class Keygen implements Callable<Integer> {

    @Parameters(paramLabel = "KEY", description = "Where to: a new file, for its owner's eyes.")
    private @Nullable Path file;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        Key key = Key.make(Objects.requireNonNull(file));
        key.warning().ifPresent(command.getErr()::println);
        command.getOut().println(key.fingerprint());
        command.getErr()
                .printf(
                        "%s is the key with this fingerprint. Keep a copy of it apart from the data:"
                                + " without it no later file gets the same pseudonyms,"
                                + " and no vault opens.%n",
                        file);
        return 0;
    }
}
