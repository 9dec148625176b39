package io.eprointake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eprointake.testing.Client;
import io.eprointake.testing.Contract;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Specmatic reads the contract and calls the service with what follows from it: each value that is
 * allowed, its limits, and values that are not.
 */
@Tag("soak")
class ContractIT {

    /** {@code .ci/run} puts it there. */
    private static final Path SPECMATIC = Path.of("target", "specmatic", "specmatic.jar");

    private static final Pattern RUN =
            Pattern.compile("Tests run: (\\d+), Successes: (\\d+), Failures: (\\d+)");
    private static final Pattern FAILED = Pattern.compile("(?m)^\\s*\"?([+-]ve .*) FAILED");
    private static final String REPORT = "7f6a2f0e-3f6b-4b0e-9a3e-0c7f6a1d0001";

    @TempDir static Path folder;
    private static RunningService service;
    private static Client client;

    @BeforeAll
    static void start() {
        assumeTrue(Files.exists(SPECMATIC), "NOT TRIED: Specmatic is not installed here");
        service = RunningService.start(folder, "epro.security.limits.person", "1000000");
        client = service.client();
        JsonNode example =
                Contract.DOCUMENT.at(
                        "/paths/~1reports/post/requestBody/content/application~1json/examples"
                                + "/SENT/value");
        Patients.says(example.at("/subject").asText());
        Patients.says(example.at("/narrative").asText());
        assertThat(client.post("/reports", "application/json", Client.json(example)).statusCode())
                .isEqualTo(202);
        assertThat(
                        client.post(
                                        "/subjects",
                                        "application/json",
                                        Client.json(
                                                Map.of(
                                                        "study",
                                                        "ONC-301",
                                                        "site",
                                                        "SITE03",
                                                        "subject",
                                                        "SITE03-0042",
                                                        "started_at",
                                                        "2026-03-01T08:00:00Z",
                                                        "time_zone",
                                                        "Europe/Berlin")))
                                .statusCode())
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
    }

    @Test
    void aSitesStaffAreAnsweredAsTheContractSays() throws Exception {
        holds(
                "site",
                "all",
                300,
                "/alerts",
                "/alerts/{id}",
                "/subjects",
                "/compliance",
                "/compliance/overdue",
                "/enrollment",
                "/enrollment/course",
                "/enrollment/reconciliation",
                "/studies",
                "/studies/{id}/overview");
    }

    @Test
    void operationsAreAnsweredAsTheContractSays() throws Exception {
        holds("ops", "all", 20, "/tokens", "/deliveries", "/audit", "/session/ways");
    }

    /** What is sent otherwise than it is meant is kept, and not refused. */
    @Test
    void whoSendsReportsIsAnsweredAsTheContractSays() throws Exception {
        holds("system", "positiveOnly", 20, "/reports", "/reports/{id}", "/reports/{id}/history");
    }

    private static void holds(String role, String kinds, int least, String... paths)
            throws Exception {
        Path its = Files.createDirectories(folder.resolve("contract-" + role));
        Files.write(its.resolve("openapi.json"), Client.json(withWhatIsThere()));
        Files.writeString(
                its.resolve("specmatic.yaml"),
                """
                version: 2
                contracts:
                  - provides: [openapi.json]
                test:
                  # Besides, each parameter is left out and given.
                  maxTestRequestCombinations: 1
                  resiliencyTests: {enable: %s}
                """
                        .formatted(kinds));
        String output = run(its, role, String.join(",", paths));
        Matcher run = RUN.matcher(output);
        assertThat(run.find()).as("it came to its end:\n%s", tail(output)).isTrue();
        List<String> failed = new ArrayList<>();
        FAILED.matcher(output).results().forEach(it -> failed.add(it.group(1)));
        assertThat(failed).as("see target/specmatic/" + role + ".log").isEmpty();
        assertThat(run.group(3)).isEqualTo("0");
        assertThat(Integer.parseInt(run.group(1))).isGreaterThan(least);
    }

    private static String tail(String output) {
        return output.substring(Math.max(0, output.length() - 2000));
    }

    private static String run(Path its, String role, String paths)
            throws IOException, InterruptedException {
        Path output = SPECMATIC.resolveSibling(role + ".log");
        var builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-jar",
                                SPECMATIC.toAbsolutePath().toString(),
                                "test",
                                "--testBaseURL=http://127.0.0.1:" + service.port(),
                                "--filter=PATH='" + paths + "'")
                        .directory(its.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        // It would tell its makers of the run.
        builder.environment().put("SPECMATIC_DISABLE_TELEMETRY", "true");
        // A token is in a variable that is called as the contract calls the scheme.
        builder.environment().put("bearer", client.bearer(role).substring("Bearer ".length()));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(4, TimeUnit.MINUTES)).as("it ended").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output, UTF_8);
    }

    /** Of what must be there, what is: values that are made up would find nothing. */
    private static JsonNode withWhatIsThere() {
        JsonNode document = Contract.DOCUMENT.deepCopy();
        String parameters = "/components/parameters/";
        only(document, parameters + "ReportId", "schema", REPORT);
        at(document, parameters + "AlertId/schema").put("const", 1);
        at(document, parameters + "LimitOfSitesOrSubjects/schema").put("maximum", 20);
        for (String body : List.of("Registration", "EnrolledSubject")) {
            String schema = "/components/schemas/" + body;
            only(document, schema + "/properties", "site", "SITE03");
            only(document, schema + "/properties", "time_zone", "Europe/Berlin");
            only(document, schema + "/properties", "started_at", "2026-03-01T08:00:00Z");
            only(document, schema + "/properties", "withdrawn_at", "2026-03-08T08:00:00Z");
            at(document, schema).withArray("required").add("time_zone");
        }
        // A report that is sent with other answers needs another id.
        for (String example : List.of("requestBody", "responses/202")) {
            at(document, "/paths/~1reports/post/" + example + "/content/application~1json")
                    .remove("examples");
        }
        at(document, "/paths/~1reports/post/responses/202/headers/Location").remove("examples");
        // Where a page ends, only its answer says; who is none of the study's is not found; and one
        // time must be before another.
        for (JsonNode its : document.get("paths").findValues("parameters")) {
            ((ArrayNode) its)
                    .removeIf(it -> it.path("$ref").asText().matches(".*/(After|Subject|TrailTo)"));
        }
        return document;
    }

    private static void only(JsonNode document, String of, String field, String value) {
        at(document, of).putObject(field).put("type", "string").putArray("enum").add(value);
    }

    private static ObjectNode at(JsonNode document, String pointer) {
        return (ObjectNode) document.at(pointer);
    }
}
