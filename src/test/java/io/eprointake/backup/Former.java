package io.eprointake.backup;

import io.eprointake.intake.ContentDigest;
import io.eprointake.testing.Client;
import io.eprointake.testing.Patients;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.springframework.boot.jdbc.DatabaseDriver;

/** A store as another release made it, with a report in it. */
public final class Former {

    /** Before the newest migration. */
    public static final String SCHEMA = "9";

    private Former() {}

    /**
     * Makes one that is not there.
     *
     * @param schema up to which it is migrated
     * @return the report
     */
    public static UUID store(String url, String schema) {
        Flyway.configure()
                .dataSource(url, null, null)
                .locations("db/migration", "db/" + DatabaseDriver.fromJdbcUrl(url).getId())
                .target(schema)
                .load()
                .migrate();
        return report(url);
    }

    /** The same in a folder. */
    public static UUID store(Path file) {
        return store("jdbc:sqlite:" + file, SCHEMA);
    }

    private static UUID report(String url) {
        UUID id = UUID.randomUUID();
        byte[] body = Client.json(Patients.withoutNarrative(id, Patients.subject()));
        String insert =
                """
                insert into report (report_id, study, site, subject, received_at, received_as,
                                    content_sha256, body, scores, findings, state, attempts_left,
                                    assessment, analysis, analyzed_at, turn, content_form)
                values (?, 'ONC-301', 'SITE01', ?, 1000, 'received', ?, ?, '{}', '[]', 'analyzed', 12,
                        '{"grades":[]}', '{"analyzer":"none","signals":[],"red_flags":[]}', 1000, 2, ?)
                """;
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement row = connection.prepareStatement(insert)) {
            row.setString(1, id.toString());
            row.setString(2, Patients.subject());
            row.setString(3, ContentDigest.of(body));
            row.setBytes(4, body);
            row.setInt(5, ContentDigest.FORM);
            row.executeUpdate();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return id;
    }
}
