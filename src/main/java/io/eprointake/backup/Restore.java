package io.eprointake.backup;

import io.eprointake.sealing.WrappingKeys;
import io.eprointake.store.DatabaseFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code restore}: puts a backup where the service will look for its store. */
@Command(
        name = "restore",
        description = "Puts a backup where there is no store, and checks it before and after.",
        mixinStandardHelpOptions = true)
final class Restore implements Callable<Integer> {

    /** Where a database's header says how it is written; 2 is with a log beside it. */
    private static final int WRITE_VERSION = 18;

    @Mixin private ChosenStore store = new ChosenStore();

    @Option(
            names = "--from",
            required = true,
            paramLabel = "FILE",
            description = "That backup made.")
    private @Nullable Path from;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, SQLException {
        Path source = Objects.requireNonNull(from);
        DatabaseFile file = store.file();
        if (!Files.isRegularFile(source)) {
            throw new IllegalStateException("there is no file " + source);
        }
        mustBeABackup(source);
        Whole before = look(source, source.toString(), store.wrapping());
        file.claim();
        try {
            if (file.exists()) {
                throw new IllegalStateException(
                        "%s, or its -wal, is there already; nothing is overwritten: move them to another folder first"
                                .formatted(file));
            }
            try (var made = new NewFile(file.path())) {
                Files.copy(source, made.part(), StandardCopyOption.REPLACE_EXISTING);
                look(made.part(), file.toString(), store.wrapping())
                        .mustHold(before.rows(), file.toString());
                made.keep();
            }
        } finally {
            file.close();
        }
        Objects.requireNonNull(spec)
                .commandLine()
                .getOut()
                .println(source + ": " + before + "; restored");
        return 0;
    }

    /** A store's file without its log may lack anything, and nobody can tell what. */
    private static void mustBeABackup(Path file) throws IOException {
        byte[] header;
        try (InputStream bytes = Files.newInputStream(file)) {
            header = bytes.readNBytes(WRITE_VERSION + 1);
        }
        if (header.length > WRITE_VERSION && header[WRITE_VERSION] == 2) {
            throw new IllegalStateException(
                    "%s was copied from a store, not made by backup: what was in its -wal is missing. Make a backup of the store itself, with its -wal beside it"
                            .formatted(file));
        }
    }

    static Whole look(Path file, String name, WrappingKeys wrapping) throws SQLException {
        try (Connection reading = DatabaseFile.at("jdbc:sqlite:" + file.toAbsolutePath()).read()) {
            return Whole.of(reading, name, wrapping);
        }
    }
}
