package io.eprointake.security.cli;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code token revoke}: shuts a program out, at all replicas within two seconds. */
@Command(
        name = "revoke",
        description = "Revokes a program's token.",
        mixinStandardHelpOptions = true)
final class Revoke implements Callable<Integer> {

    @Mixin private @Nullable Service service;

    @Parameters(paramLabel = "ID", description = "As create and list tell it.")
    private @Nullable UUID id;

    @Override
    public Integer call() throws IOException {
        Objects.requireNonNull(service).call("DELETE", "/tokens/" + id, BodyPublishers.noBody());
        return 0;
    }
}
