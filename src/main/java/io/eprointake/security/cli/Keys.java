package io.eprointake.security.cli;

import io.eprointake.security.LocalTokens;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code token keys}: a key of one's own, and a token for each role. */
@Command(
        name = "keys",
        description = "Makes a signing key, unless there is one, and a fresh token for each role.",
        mixinStandardHelpOptions = true)
final class Keys implements Runnable {

    private final InstantSource clock;

    @Parameters(paramLabel = "FOLDER", description = "Where to; for its owner's eyes.")
    private @Nullable Path folder;

    @Spec private @Nullable CommandSpec spec;

    Keys(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void run() {
        Path to = Objects.requireNonNull(folder);
        LocalTokens.in(to, clock.instant()).write(to);
        Objects.requireNonNull(spec)
                .commandLine()
                .getErr()
                .printf(
                        "%s has the signing key, which is secret; keys.json, by which a service checks"
                                + " its tokens; and a token for each role, good for %d days.%n",
                        to, LocalTokens.LIFE.toDays());
    }
}
