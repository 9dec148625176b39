package io.eprointake.security.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eprointake.report.Scope;
import io.eprointake.security.May;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code token create}: a program's token, which the service keeps and can revoke. */
@Command(
        name = "create",
        description = "Has a running service make a program's token, and prints it once.",
        mixinStandardHelpOptions = true)
final class Create implements Callable<Integer> {

    @Mixin private @Nullable Service service;
    @Mixin private @Nullable Said said;
    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Said says = Objects.requireNonNull(said);
        ObjectNode body =
                Service.JSON
                        .createObjectNode()
                        .put("name", says.name())
                        .put("role", says.role().word())
                        .put("days", says.days());
        Scope scope = says.scope(null);
        if (!says.may().isEmpty()) {
            says.may().stream().map(May::word).sorted().forEach(body.putArray("may")::add);
        }
        add(body, "studies", scope.studies());
        add(body, "sites", scope.sites());
        JsonNode made =
                Objects.requireNonNull(
                        Objects.requireNonNull(service)
                                .call("POST", "/tokens", BodyPublishers.ofString(body.toString())));
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        command.getOut().println(made.path("token").asText());
        command.getErr()
                .printf(
                        "Token %s, until %s. It is not shown again.%n",
                        made.path("token_id").asText(), made.path("expires_at").asText());
        return 0;
    }

    private static void add(ObjectNode body, String field, @Nullable Set<String> names) {
        if (names != null) {
            names.stream().sorted().forEach(body.putArray(field)::add);
        }
    }
}
