package io.eprointake.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.migration.JavaMigration;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Which migrations a store has been through. */
public final class Schema {

    private static final Set<MigrationState> NEWER =
            Set.of(MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED);

    private Schema() {}

    /**
     * The version of a store that this release knows.
     *
     * @param reading is only read, and left open
     * @param where as messages name it
     * @param program the migrations that are no text
     * @throws IllegalStateException when it is no store, or a newer release's
     */
    public static String version(Connection reading, String where, JavaMigration program)
            throws SQLException {
        String vendor = DatabaseDriver.fromJdbcUrl(reading.getMetaData().getURL()).getId();
        MigrationInfoService migrations =
                Flyway.configure()
                        .dataSource(new SingleConnectionDataSource(reading, true))
                        .locations("classpath:db/migration", "classpath:db/" + vendor)
                        .javaMigrations(program)
                        .load()
                        .info();
        mustBeKnown(migrations, where);
        MigrationInfo current = migrations.current();
        if (current == null) {
            throw new IllegalStateException(where + " has no store of this program in it");
        }
        return String.valueOf(current.getVersion());
    }

    /** What a newer release has made may mean something else than this one would write. */
    static void mustBeKnown(MigrationInfoService migrations, Object where) {
        Arrays.stream(migrations.all())
                .filter(it -> NEWER.contains(it.getState()))
                .findAny()
                .ifPresent(it -> {
                    throw new IllegalStateException(
                            "%s has the schema %s of a newer release; it must be one that this release knows: start the newer one, or restore the backup from before the upgrade"
                                    .formatted(where, it.getVersion()));
                });
    }
}
