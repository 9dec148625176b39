package io.eprointake.security.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code token list}: programs' tokens, a line of JSON each; never the tokens themselves. */
@Command(
        name = "list",
        description = "Lists programs' tokens, a line of JSON each, without themselves.",
        mixinStandardHelpOptions = true)
final class ListTokens implements Callable<Integer> {

    @Mixin private @Nullable Service service;
    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        String next = "";
        while (next != null) {
            JsonNode page =
                    Objects.requireNonNull(
                            Objects.requireNonNull(service)
                                    .call(
                                            "GET",
                                            "/tokens?limit=200&after=" + next,
                                            BodyPublishers.noBody()));
            page.path("tokens").forEach(out::println);
            next = page.path("next").textValue();
        }
        return 0;
    }
}
