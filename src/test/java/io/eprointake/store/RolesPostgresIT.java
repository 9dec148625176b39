package io.eprointake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eprointake.testing.LoggedLines;
import io.eprointake.testing.Patients;
import io.eprointake.testing.Postgres;
import io.eprointake.testing.RunningService;
import java.nio.file.Path;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.commons.util.ExceptionUtils;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Over PostgreSQL one role migrates and another runs, which cannot touch what it has said. */
class RolesPostgresIT {

    private static final String MIGRATES = "epro_migrates";
    private static final String RUNS = "epro \"runs\"";

    @TempDir static Path folder;
    private static String admin;
    private static RunningService service;
    private static UUID report;

    @BeforeAll
    static void start() {
        Postgres server = Postgres.shared();
        Postgres.execute(
                server.url("postgres"),
                "create role %s login".formatted(MIGRATES),
                "create role \"%s\" login".formatted(RUNS.replace("\"", "\"\"")),
                "create database two_roles owner " + MIGRATES);
        admin = server.url("two_roles");
        service =
                RunningService.start(
                        folder,
                        "spring.datasource.url",
                        address(),
                        "spring.datasource.username",
                        RUNS,
                        "spring.flyway.user",
                        MIGRATES,
                        "spring.flyway.password",
                        "");
        report = UUID.randomUUID();
        assertThat(
                        service.client()
                                .post(
                                        Patients.report(
                                                report,
                                                Patients.subject(),
                                                Patients.says("numb hands")))
                                .statusCode())
                .isEqualTo(202);
    }

    private static String address() {
        return admin.substring(0, admin.indexOf('?'));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void theServiceDoesAllThatItDoes() {
        await().until(() ->
                service.client().report(report).at("/state").asText().equals("analyzed"));
        assertThat(
                        Postgres.list(
                                admin,
                                "select what from audit_entry where record = '%s'"
                                        .formatted(report)))
                .contains("accepted");
        assertThat(
                        Postgres.list(
                                admin,
                                "select distinct usename from pg_stat_activity where application_name = 'epro-intake' and datname = current_database()"))
                .containsExactly(RUNS);
        assertThat(
                        Postgres.list(
                                admin,
                                "select distinct tableowner from pg_tables where schemaname = 'public'"))
                .containsExactly(MIGRATES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit_entry set actor = 'x'",
                "delete from audit_entry",
                "truncate audit_entry",
                "drop table audit_entry",
                "alter table audit_entry disable trigger all",
                "drop trigger audit_entry_stays on audit_entry",
                "create or replace function audit_only_added_to() returns trigger language plpgsql as 'begin return null; end'",
                "update audit_before set seq = 99",
                "insert into audit_before values (99)",
                "delete from report",
                "update enrollment_update set patients = 1",
                "update analysis set attempt = 9",
                "truncate report cascade",
                "delete from audit_chain",
                "update flyway_schema_history set success = false",
                "set role epro_migrates"
            })
    void theRoleThatRunsCannot(String sql) {
        String running = address() + "?user=" + RUNS.replace(" ", "%20").replace("\"", "%22");

        assertThatThrownBy(() -> Postgres.execute(running, sql))
                .hasStackTraceContaining("ERROR: ")
                .satisfies(it ->
                        assertThat(ExceptionUtils.readStackTrace(it))
                                .containsAnyOf("permission denied", "must be owner"));
    }

    @Test
    void whoStartsNextIsNotWarned() {
        assertThat(warned(source(address(), MIGRATES), source(address(), RUNS))).isZero();
    }

    @Test
    void oneRoleForBothIsWarnedOf() {
        assertThat(warned(source(address(), MIGRATES), source(address(), MIGRATES))).isOne();
    }

    private static long warned(DataSource migrating, DataSource running) {
        try (var lines = new LoggedLines(Roles.class.getName())) {
            Roles.grant(migrating, running);
            return lines.all().stream()
                    .filter(it -> it.getMessage().contains("could change the audit trail"))
                    .count();
        }
    }

    private static DataSource source(String url, String user) {
        return new DriverManagerDataSource(url, user, "");
    }
}
