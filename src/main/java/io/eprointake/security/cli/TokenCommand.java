package io.eprointake.security.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** {@code token}: makes keys and tokens, and asks a running service for those that it keeps. */
@Command(
        name = "token",
        description = "Keys and tokens for programs, and for those without an identity provider.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class TokenCommand {

    static final int FAILED = 1;

    /**
     * Runs what was typed behind {@code token}.
     *
     * @return the exit code: 0 for done, 1 when it failed or was refused, 2 for bad usage
     */
    public static int run(InstantSource clock, String... arguments) {
        return commands(clock).execute(arguments);
    }

    static CommandLine commands(InstantSource clock) {
        return new CommandLine(new TokenCommand())
                .addSubcommand(new Keys(clock))
                .addSubcommand(new Sign(clock))
                .addSubcommand(new Create())
                .addSubcommand(new ListTokens())
                .addSubcommand(new Revoke())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(TokenCommand::failed);
    }

    /** A clear line in place of a stack trace, for what the user can mend. */
    private static int failed(Exception failure, CommandLine command, ParseResult parsed)
            throws Exception {
        if (failure instanceof IllegalStateException
                || failure instanceof IOException
                || failure instanceof UncheckedIOException) {
            command.getErr().println(failure.getMessage());
            return FAILED;
        }
        throw failure;
    }
}
