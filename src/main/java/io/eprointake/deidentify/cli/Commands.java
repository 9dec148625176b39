package io.eprointake.deidentify.cli;

import io.eprointake.deidentify.files.UsageException;
import io.eprointake.deidentify.report.Printable;
import io.eprointake.deidentify.vault.Unusable;
import java.io.Console;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The commands that can be typed, and how each ends: its exit code, and one line for a failure. */
public final class Commands {

    /** Some files failed. */
    static final int FAILED = 1;

    /** Nothing was done. */
    static final int USAGE = 2;

    /** What a shell makes of Ctrl-C. */
    static final int INTERRUPTED = 130;

    private Commands() {}

    /** Runs what was typed behind {@code deidentify}; returns the exit code. */
    public static int run(String... arguments) {
        if (Stream.of(arguments).anyMatch(one -> one.indexOf('\uFFFD') >= 0)) {
            System.err.println(
                    "An argument has letters that Java does not read under this locale: start with"
                            + " LC_ALL=C.UTF-8");
            return USAGE;
        }
        boolean terminal =
                Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        return new CommandLine(new DeidentifyCommand(InstantSource.system(), terminal))
                .addSubcommand(new Suggest(InstantSource.system()))
                .addSubcommand(new Keygen())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Commands::misused)
                .setExecutionExceptionHandler(Commands::failed)
                .execute(arguments);
    }

    private static int misused(ParameterException misuse, String[] arguments) {
        CommandLine command = misuse.getCommandLine();
        command.getErr().println(Printable.of("" + misuse.getMessage()));
        command.getErr().println("See " + command.getCommandSpec().qualifiedName() + " --help");
        return USAGE;
    }

    /** A clear line in place of a stack trace, for what the user can mend. */
    private static int failed(Exception failure, CommandLine command, ParseResult parsed)
            throws Exception {
        String why =
                switch (failure) {
                    case Unusable unusable -> unusable.getMessage();
                    case UsageException usage -> usage.getMessage();
                    case NoSuchFileException missing -> missing.getFile() + " is not there";
                    case AccessDeniedException denied -> denied.getFile() + " may not be used";
                    case IOException broken -> broken.getMessage();
                    default -> throw failure;
                };
        command.getErr().println(Printable.of("" + why));
        return failure instanceof IOException ? FAILED : USAGE;
    }
}
