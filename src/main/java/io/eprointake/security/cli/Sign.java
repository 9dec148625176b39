package io.eprointake.security.cli;

import io.eprointake.security.LocalTokens;
import io.eprointake.security.keys.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code token sign}: a token for a person, by a key of one's own. */
@Command(
        name = "sign",
        description =
                "Signs a token with the key of a folder, and prints it. It cannot be revoked.",
        mixinStandardHelpOptions = true)
final class Sign implements Runnable {

    private final InstantSource clock;

    @Option(
            names = "--folder",
            defaultValue = "data/tokens",
            description = "Where the signing key is (default: ${DEFAULT-VALUE}).")
    private @Nullable Path folder;

    @Option(names = "--subject", description = "Of a patient, with one study and one site.")
    private @Nullable String subject;

    @Mixin private @Nullable Said said;

    @Spec private @Nullable CommandSpec spec;

    Sign(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void run() {
        Said says = Objects.requireNonNull(said);
        Path from = Objects.requireNonNull(folder);
        if (!Files.exists(from.resolve(SigningKey.FILE))) {
            throw new IllegalStateException(
                    from + " has no signing key: the service makes one, or token keys");
        }
        String token =
                LocalTokens.in(from, clock.instant())
                        .sign(
                                says.name(),
                                says.role(),
                                says.may(),
                                says.scope(subject),
                                says.life());
        Objects.requireNonNull(spec).commandLine().getOut().println(token);
    }
}
