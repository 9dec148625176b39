package io.eprointake.deidentify.vault;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows who revealed what, and whether that account is whole. */
@Command(
        name = "audit",
        description = {
            "Print who revealed which pseudonym: number, time (UTC), user, pseudonym, domain,"
                    + " outcome and reason, between tabs; and check that nothing in it was changed"
                    + " or removed.",
            "It cannot tell when an older copy of the vault was put back: keep what it prints.",
            "The vault's name that it prints is that in the report of the run."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:the trail is whole",
            "1:it was changed",
            "2:it could not be read: bad usage, another key, no vault"
        })
public final class Audit implements Callable<Integer> {

    @Mixin private final VaultOptions options = new VaultOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        return options.open(command, vault -> print(command, vault));
    }

    private static int print(CommandLine command, Vault vault) {
        AuditTrail.Reading trail = vault.audit();
        int number = 0;
        for (Disclosure row : trail.rows()) {
            number++;
            command.getOut()
                    .println(
                            VaultOptions.line(
                                    Integer.toString(number),
                                    row.at(),
                                    row.by(),
                                    row.pseudonym(),
                                    row.domain(),
                                    row.outcome(),
                                    row.reason()));
        }
        command.getOut().flush();
        String verdict =
                trail.fault()
                        .map(fault -> "The audit trail does not hold: " + fault)
                        .orElse(
                                "The audit trail of %d rows holds, of the vault %s"
                                        .formatted(number, vault.name()));
        command.getErr().println(verdict);
        return trail.fault().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
