package io.eprointake.deidentify.vault;

import io.eprointake.deidentify.report.Printable;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** What every command on a vault is told, and how it fails: with one line. */
final class VaultOptions {

    @Option(
            names = "--vault",
            required = true,
            paramLabel = "FILE",
            description = "The vault that was written with the files.")
    private @Nullable Path vault;

    @Option(
            names = "--key-file",
            required = true,
            paramLabel = "KEY",
            description = "The key under which they were written.")
    private @Nullable Path keyFile;

    @Option(names = "--shared-key", description = "Others than its owner may read the key file.")
    private boolean sharedKey;

    /** The work's exit code, or that of bad usage when the key or the vault is of no use. */
    int open(CommandLine command, ToIntFunction<Vault> work) {
        try {
            Key key = Key.read(Objects.requireNonNull(keyFile), sharedKey);
            key.warning().ifPresent(command.getErr()::println);
            try (Vault opened = Vault.openExisting(Objects.requireNonNull(vault), key)) {
                return work.applyAsInt(opened);
            }
        } catch (Unusable e) {
            return fail(command, e.getMessage());
        }
    }

    static int fail(CommandLine command, @Nullable String message) {
        command.getErr().println(message);
        return ExitCode.USAGE;
    }

    /** Fields between tabs. */
    static String line(String... fields) {
        return Stream.of(fields).map(Printable::of).collect(Collectors.joining("\t"));
    }
}
