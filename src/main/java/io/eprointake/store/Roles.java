package io.eprointake.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.UncategorizedSQLException;

/**
 * Two roles of a server: one migrates and owns the tables, the other runs, and may do with each
 * table what the service does. What is only added to it cannot change.
 */
final class Roles {

    private static final Logger log = LoggerFactory.getLogger(Roles.class);

    /** What is done by now is deleted there, and nowhere else. */
    private static final String QUEUES = "open_report, open_alert, outbox, notice, session";

    private static final String ONLY_ADDED_TO =
            "audit_entry, enrollment_update, analysis, amendment, superseded, silence, excuse";
    private static final String READ = "audit_before, flyway_schema_history";

    /** Replicas that start together grant one after another. */
    private static final String ONE_AT_A_TIME =
            "select pg_advisory_xact_lock(hashtext('epro-intake roles'))";

    private static final String THERE = "select to_regclass('audit_entry') is not null";

    private static final String COULD_CHANGE =
            """
            select pg_has_role(current_user, relowner, 'MEMBER')
                or has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE')
            from pg_class where oid = 'audit_entry'::regclass
            """;

    private Roles() {}

    /**
     * Grants the role that runs what it needs, if another migrates; warns when it could change the
     * audit trail all the same.
     */
    static void grant(DataSource migrating, DataSource running) {
        try {
            try (Connection own = running.getConnection();
                    Connection owner = migrating.getConnection()) {
                if (ask(owner, THERE).equals("f")) {
                    return; // an earlier schema was asked for
                }
                String role = ask(own, "select quote_ident(current_user)");
                if (!role.equals(ask(owner, "select quote_ident(current_user)"))) {
                    grant(owner, role);
                }
                if (ask(own, COULD_CHANGE).equals("t")) {
                    log.atWarn()
                            .addKeyValue("role", role)
                            .log(
                                    "The role that runs the service could change the audit trail: let another migrate, see postgresql.md");
                }
            }
        } catch (SQLException e) {
            throw new UncategorizedSQLException("roles", null, e);
        }
    }

    private static void grant(Connection owner, String role) throws SQLException {
        String schema = ask(owner, "select quote_ident(current_schema())");
        owner.setAutoCommit(false);
        try (Statement statement = owner.createStatement()) {
            for (String sql :
                    List.of(
                            ONE_AT_A_TIME,
                            "grant usage on schema %2$s to %1$s",
                            "revoke all on all tables in schema %2$s from %1$s",
                            "grant select, insert, update on all tables in schema %2$s to %1$s",
                            "grant delete on " + QUEUES + " to %1$s",
                            "revoke update on " + ONLY_ADDED_TO + " from %1$s",
                            "revoke insert, update on " + READ + " from %1$s",
                            "grant usage, select on all sequences in schema %2$s to %1$s")) {
                statement.execute(sql.formatted(role, schema));
            }
        }
        owner.commit();
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
