package io.eprointake.deidentify.vault;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the originals of single pseudonyms, after writing down who asked and why. */
@Command(
        name = "reveal",
        description = {
            "Print the original of each pseudonym, as PSEUDONYM<tab>ORIGINAL.",
            "Who asked, when and why is written to the vault first, and stays there: see audit."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all were found",
            "1:some are unknown, or damaged",
            "2:nothing was asked of the vault: bad usage, another key, no vault"
        })
public final class Reveal implements Callable<Integer> {

    private static final int MOST = 20;
    private static final int LONGEST_REASON = 500;
    private static final int LONGEST_DOMAIN = 100;

    private final InstantSource clock;

    @Mixin private final VaultOptions options = new VaultOptions();

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "Why they are needed. It is kept readable, so name no patient.")
    private String reason = "";

    @Option(
            names = "--domain",
            paramLabel = "D",
            description = "Look among these only, for example subject.")
    private @Nullable String domain;

    @Parameters(arity = "1..*", paramLabel = "PSEUDONYM", description = "At most " + MOST + ".")
    private List<String> pseudonyms = List.of();

    @Spec private @Nullable CommandSpec spec;

    public Reveal() {
        this(InstantSource.system());
    }

    Reveal(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        String wrong = wrongUsage();
        if (wrong != null) {
            return VaultOptions.fail(command, wrong);
        }
        return options.open(command, vault -> print(command, ask(vault)));
    }

    /** Names nothing that was typed: an original may have been, by mistake. */
    private @Nullable String wrongUsage() {
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            return "--reason must say why, in at most " + LONGEST_REASON + " characters";
        }
        if (domain != null && (domain.isBlank() || domain.length() > LONGEST_DOMAIN)) {
            return "--domain must have 1 to " + LONGEST_DOMAIN + " characters";
        }
        if (pseudonyms.size() > MOST) {
            return "At most %d pseudonyms at once, not %d".formatted(MOST, pseudonyms.size());
        }
        for (int i = 0; i < pseudonyms.size(); i++) {
            if (!Pseudonyms.isPseudonym(pseudonyms.get(i))) {
                return "Argument %d is no pseudonym: those have 32 letters".formatted(i + 1);
            }
        }
        return null;
    }

    private List<Revealed> ask(Vault vault) {
        return vault.reveal(
                List.copyOf(new LinkedHashSet<>(pseudonyms)),
                domain,
                clock.instant(),
                user(),
                reason);
    }

    private static int print(CommandLine command, List<Revealed> answers) {
        PrintWriter out = command.getOut();
        PrintWriter err = command.getErr();
        int exit = ExitCode.OK;
        for (Revealed answer : answers) {
            String pseudonym = answer.place().pseudonym();
            switch (answer) {
                case Revealed.Found found ->
                        out.println(VaultOptions.line(pseudonym, found.original()));
                case Revealed.Unknown _ -> err.println(pseudonym + " is unknown");
                case Revealed.Damaged _ ->
                        err.println(pseudonym + " does not open: its row in the vault was changed");
            }
            if (!(answer instanceof Revealed.Found)) {
                exit = ExitCode.SOFTWARE;
            }
        }
        out.flush();
        return exit;
    }

    /** From the system, since a property of this JVM could be set to any name. */
    private static String user() {
        return ProcessHandle.current()
                .info()
                .user()
                .orElseGet(() -> System.getProperty("user.name", "") + " (not verified)");
    }
}
