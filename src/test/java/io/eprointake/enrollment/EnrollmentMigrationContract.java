package io.eprointake.enrollment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.jdbc.DatabaseDriver;

/** Tables from before patients could be taken back keep their rows, and guard what is new. */
abstract class EnrollmentMigrationContract {

    private Connection connection;

    abstract String url();

    @BeforeEach
    void migrate() throws SQLException {
        migrate("5");
        connection = DriverManager.getConnection(url());
        execute("insert into enrollment_update values ('e-1', 'SITE01', 3, 17)");
        execute("insert into enrollment_update values ('e-2', 'SITE01', 1, 18)");
        execute("insert into enrollment_site values ('SITE01', 4, 18, 2)");

        migrate("7");
    }

    private void migrate(String version) {
        Flyway.configure()
                .dataSource(url(), null, null)
                .locations("db/migration", "db/" + DatabaseDriver.fromJdbcUrl(url()).getId())
                .target(version)
                .load()
                .migrate();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void theRowsAreKept() throws SQLException {
        assertThat(
                        row(
                                "select site, patients, received_at, reason from enrollment_update where event_id = 'e-1'"))
                .isEqualTo("SITE01 3 17 null");
        assertThat(row("select count(*), sum(patients), 0, 0 from enrollment_update"))
                .isEqualTo("2 4 0 0");
        assertThat(row("select site, enrolled, version, updated_at from enrollment_site"))
                .isEqualTo("SITE01 4 2 18");
    }

    @Test
    void anIdStaysUnique() {
        assertRefused(
                "insert into enrollment_update (event_id, site, patients, received_at) values ('e-1', 'SITE01', 3, 19)");
        assertRefused(
                "insert into enrollment_site (site, enrolled, version, updated_at) values ('SITE01', 4, 3, 19)");
    }

    @Test
    void whatIsTakenBackFitsWithItsReason() throws SQLException {
        execute(
                "insert into enrollment_update (event_id, site, patients, reason, received_at) values ('e-3', 'SITE01', -1, 'r', 19)");
        execute("update enrollment_site set enrolled = 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into enrollment_update (event_id, site, patients, reason, received_at) values ('e-3', 'SITE01', 0, 'r', 19)",
                "insert into enrollment_update (event_id, site, patients, received_at) values ('e-3', 'SITE01', -1, 19)",
                "update enrollment_site set enrolled = -1",
                "insert into enrollment_site (site, enrolled, version, updated_at) values ('SITE02', -1, 1, 19)"
            })
    void theDatabaseItselfRefuses(String change) {
        assertRefused(change);
    }

    private void assertRefused(String change) {
        assertThatThrownBy(() -> execute(change))
                .isInstanceOf(SQLException.class)
                .hasMessageMatching("(?is).*(check|unique).*");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String row(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return "%s %s %s %s"
                    .formatted(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4));
        }
    }
}
