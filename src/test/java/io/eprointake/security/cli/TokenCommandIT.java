package io.eprointake.security.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.testing.Client;
import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is typed behind {@code token}, against a running service. */
class TokenCommandIT {

    @TempDir static Path folder;
    private static RunningService service;
    private static Client client;

    @BeforeAll
    static void start() {
        service = RunningService.start(folder, "epro.analysis.url", "http://127.0.0.1:9");
        client = service.client();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aProgramsTokenIsMadeListedAndRevoked() {
        Ended made = token("create", "--name", "scraper-1", "--role", "system", "--may", "metrics");
        String bearer = "Bearer " + made.out.strip();

        assertThat(made.code).as(made.err).isZero();
        assertThat(client.manage("/actuator/prometheus", "Authorization", bearer).statusCode())
                .isEqualTo(200);
        assertThat(client.get("/enrollment", "Authorization", bearer).statusCode()).isEqualTo(403);

        JsonNode listed =
                token("list")
                        .out
                        .lines()
                        .map(TokenCommandIT::json)
                        .filter(it -> it.path("name").asText().equals("scraper-1"))
                        .findFirst()
                        .orElseThrow();
        assertThat(listed.has("token")).isFalse();

        assertThat(token("revoke", listed.path("token_id").asText()).code).isZero();
        assertThat(client.manage("/actuator/prometheus", "Authorization", bearer).statusCode())
                .isEqualTo(401);
    }

    @Test
    void aPersonsTokenIsSignedWithTheServicesOwnKey() {
        String tokens = folder.resolve("tokens").toString();
        Ended signed =
                run(
                        "sign",
                        "--folder",
                        tokens,
                        "--name",
                        "nurse",
                        "--role",
                        "site",
                        "--site",
                        "SITE77");

        assertThat(signed.code).isZero();
        String bearer = "Bearer " + signed.out.strip();
        assertThat(client.get("/reports", "Authorization", bearer).statusCode()).isEqualTo(200);
        assertThat(client.get("/tokens", "Authorization", bearer).statusCode()).isEqualTo(403);
        assertThat(run("sign", "--folder", "nowhere", "--name", "x", "--role", "ops").code)
                .isEqualTo(TokenCommand.FAILED);
    }

    @Test
    void keysOfOnesOwnAreForTheirOwnersEyes(@TempDir Path other) throws IOException {
        assertThat(run("keys", other.toString()).code).isZero();
        String first = Files.readString(other.resolve("signing-key.json"));
        assertThat(run("keys", other.toString()).code).isZero();

        assertThat(Files.readString(other.resolve("signing-key.json"))).isEqualTo(first);
        for (String file : new String[] {"signing-key.json", "ops.jwt", "patient.jwt"}) {
            assertThat(Files.getPosixFilePermissions(other.resolve(file)))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        assertThat(Files.readString(other.resolve("keys.json")))
                .contains("\"kid\"")
                .doesNotContain("\"d\"");
    }

    @Test
    void whatIsRefusedOrMistypedSaysSo() {
        Ended refused = token("create", "--name", "x", "--role", "system", "--may", "narratives");

        assertThat(refused.code).isEqualTo(TokenCommand.FAILED);
        assertThat(refused.err).contains("400: may can have").doesNotContain("\tat ");
        assertThat(run("create", "--role", "nobody").code).isEqualTo(2);
    }

    private static JsonNode json(String line) {
        try {
            return Client.JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Against the service, as operations. */
    private static Ended token(String command, String... arguments) {
        String[] all = new String[arguments.length + 5];
        all[0] = command;
        all[1] = "--service";
        all[2] = "http://127.0.0.1:" + service.port();
        all[3] = "--as";
        all[4] = folder.resolve("tokens/ops.jwt").toString();
        System.arraycopy(arguments, 0, all, 5, arguments.length);
        return run(all);
    }

    private static Ended run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code =
                TokenCommand.commands(InstantSource.system())
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(arguments);
        return new Ended(code, out.toString(), err.toString());
    }

    private record Ended(int code, String out, String err) {}
}
