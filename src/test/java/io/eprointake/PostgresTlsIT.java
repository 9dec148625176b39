package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eprointake.testing.Certificate;
import io.eprointake.testing.Patients;
import io.eprointake.testing.Postgres;
import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.commons.util.ExceptionUtils;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A PostgreSQL that takes the service's user over TLS alone, with a password. */
@Tag("soak")
@ExtendWith(OutputCaptureExtension.class)
class PostgresTlsIT {

    private static final String PASSWORD = "the-database-password-of-this-test";
    private static final String WRONG = "not-the-password-of-this-test";

    /** The first line is for what the test itself asks. */
    private static final String WHO =
            """
            hostssl all postgres 127.0.0.1/32 trust
            hostssl all all 127.0.0.1/32 scram-sha-256
            """;

    @TempDir static Path certificates;
    @TempDir Path folder;
    private static Certificate its;
    private static Certificate another;
    private static Postgres server;

    @BeforeAll
    static void start() throws IOException {
        its = Certificate.make(certificates, "its");
        another = Certificate.make(certificates, "another");
        server =
                Postgres.start(
                        certificates.resolve("data"),
                        0,
                        "ssl",
                        "on",
                        "ssl_cert_file",
                        its.chain().toString(),
                        "ssl_key_file",
                        its.key().toString(),
                        "hba_file",
                        Files.writeString(certificates.resolve("pg_hba.conf"), WHO).toString());
        Postgres.execute(
                server.url("postgres"),
                "create role epro login password '%s'".formatted(PASSWORD),
                "create database epro owner epro");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void readsWritesAndMigrationsAllGoOverTls() {
        try (var service = start("127.0.0.1", "verify-full", "its", PASSWORD)) {
            UUID id = UUID.randomUUID();
            var report = Patients.withoutNarrative(id, Patients.subject());
            assertThat(service.client().post(report).statusCode()).isEqualTo(202);
            assertThat(service.client().report(id).at("/report_id").asText())
                    .isEqualTo(id.toString());

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(
                                            Postgres.list(
                                                    server.url("postgres"),
                                                    "select ssl from pg_stat_ssl join pg_stat_activity using (pid) where usename = 'epro'"))
                                    .as("readers and writers")
                                    .hasSize(4 + 2)
                                    .containsOnly("t"));
            var migrations = service.bean(Flyway.class).getConfiguration().getDataSource();
            assertThat(
                            JdbcClient.create(Objects.requireNonNull(migrations))
                                    .sql("select ssl from pg_stat_ssl where pid = pg_backend_pid()")
                                    .query(Boolean.class)
                                    .single())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, verify-full, its, " + WRONG + ", password authentication failed",
        "127.0.0.1, verify-full, another, "
                + PASSWORD
                + ", unable to find valid certification path",
        "localhost, verify-full, its, " + PASSWORD + ", localhost could not be verified",
        "127.0.0.1, disable, its, " + PASSWORD + ", no encryption",
    })
    void itDoesNotStartWithoutThePasswordOrTheRightServerOrTls(
            String host,
            String mode,
            String root,
            String password,
            String told,
            CapturedOutput output) {
        assertThatThrownBy(() -> start(host, mode, root, password).close())
                .satisfies(e ->
                        assertThat(ExceptionUtils.readStackTrace(e))
                                .contains(told)
                                .doesNotContain(password));
        assertThat(output.getAll()).contains(told).doesNotContain(password);
    }

    private RunningService start(String host, String mode, String root, String password) {
        Path trusted = (root.equals("its") ? its : another).chain();
        return RunningService.start(
                folder,
                "epro.analysis.url",
                "http://127.0.0.1:9",
                "spring.datasource.url",
                "jdbc:postgresql://%s:%d/epro?sslmode=%s&sslrootcert=%s"
                        .formatted(host, server.port(), mode, trusted),
                "spring.datasource.username",
                "epro",
                "spring.datasource.password",
                password);
    }
}
