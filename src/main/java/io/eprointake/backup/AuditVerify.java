package io.eprointake.backup;

import io.eprointake.audit.Anchor;
import io.eprointake.audit.TrailCheck;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code audit verify}: whether the trail is what was written. */
@Command(
        name = "verify",
        description =
                "Reads the whole trail of a store, or of a backup, and says where it was touched first."
                        + " A service may be at work meanwhile.",
        mixinStandardHelpOptions = true)
final class AuditVerify implements Callable<Integer> {

    @Mixin private ChosenStore store = new ChosenStore();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A backup; else the store.")
    private @Nullable Path file;

    @Option(
            names = "--anchor",
            paramLabel = "ANCHOR",
            converter = AnAnchor.class,
            description =
                    "That must fit: chain:number:hash, from a line \"Anchor of the audit trail\" of the"
                            + " log. May be given again and again.")
    private List<Anchor> anchors = new ArrayList<>();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws SQLException {
        String where = store.name(file);
        String found;
        try (Connection reading = store.read(file)) {
            found =
                    Audit.reading(
                            reading, where, store.wrapping(), its -> TrailCheck.of(its, anchors));
        } catch (TrailCheck.Broken broken) {
            throw new IllegalStateException(where + ": " + broken.getMessage());
        }
        Objects.requireNonNull(spec).commandLine().getOut().println(where + ": " + found);
        return 0;
    }

    /** As it is typed. */
    static final class AnAnchor implements ITypeConverter<Anchor> {
        @Override
        public Anchor convert(String text) {
            try {
                return Anchor.of(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("must be " + e.getMessage());
            }
        }
    }
}
