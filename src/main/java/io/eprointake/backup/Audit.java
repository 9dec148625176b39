package io.eprointake.backup;

import io.eprointake.sealing.SealStored;
import io.eprointake.sealing.WrappingKeys;
import io.eprointake.store.Schema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code audit}: the trail of who did what. */
@Command(
        name = "audit",
        description = "The trail of who did what: whether it is whole, and all of it for others.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {AuditVerify.class, AuditExport.class})
final class Audit implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(), "say what: verify or export");
    }

    /**
     * Runs something over the trail of one moment.
     *
     * @throws IllegalStateException when the store has none
     */
    static <T> T reading(Connection reading, String where, WrappingKeys wrapping, Work<T> work)
            throws SQLException {
        String schema = Schema.version(reading, where, new SealStored(wrapping));
        try (ResultSet its = reading.getMetaData().getTables(null, null, "audit_entry", null)) {
            if (!its.next()) {
                throw new IllegalStateException(
                        "%s has the schema %s of an earlier release, which kept no trail"
                                .formatted(where, schema));
            }
        }
        reading.setAutoCommit(false);
        try {
            return work.of(reading);
        } finally {
            reading.rollback();
            reading.setAutoCommit(true);
        }
    }

    /** What is done with it. */
    @FunctionalInterface
    interface Work<T> {
        T of(Connection reading) throws SQLException;
    }
}
