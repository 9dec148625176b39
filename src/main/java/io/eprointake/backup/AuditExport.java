package io.eprointake.backup;

import com.fasterxml.jackson.core.JsonGenerator.Feature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.eprointake.audit.TrailRows;
import io.eprointake.sealing.StudyKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code audit export}: the trail in a form that others read, sort and check. */
@Command(
        name = "export",
        description =
                "Writes the whole trail of a store, or of a backup, to a new file or to standard output.",
        mixinStandardHelpOptions = true)
final class AuditExport implements Callable<Integer> {

    @Mixin private ChosenStore store = new ChosenStore();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A backup; else the store.")
    private @Nullable Path file;

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "Which must not be there; else standard output.")
    private @Nullable Path to;

    @Option(
            names = "--format",
            defaultValue = "csv",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format format = Format.csv;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, SQLException {
        if (to == null) {
            Writer out = Objects.requireNonNull(spec).commandLine().getOut();
            write(out);
            out.flush();
            return 0;
        }
        try (var made = new NewFile(to)) {
            long rows;
            try (Writer out = Files.newBufferedWriter(made.part())) {
                rows = write(out);
            }
            made.keep();
            Objects.requireNonNull(spec)
                    .commandLine()
                    .getOut()
                    .println("%s: %d entries".formatted(to, rows));
        }
        return 0;
    }

    private long write(Writer out) throws SQLException {
        Rows rows = format == Format.csv ? new Csv(out) : new Ndjson(out);
        try (Connection reading = store.read(file)) {
            return Audit.reading(
                    reading,
                    store.name(file),
                    store.wrapping(),
                    its -> {
                        long[] count = {0};
                        // Whoever keeps a trail has sealed before.
                        StudyKeys keys = Objects.requireNonNull(Whole.keys(its, store.wrapping()));
                        TrailRows.each(
                                its,
                                keys,
                                row -> {
                                    try {
                                        rows.write(row);
                                    } catch (IOException e) {
                                        throw new UncheckedIOException("cannot write", e);
                                    }
                                    count[0]++;
                                });
                        return count[0];
                    });
        }
    }

    /** As they are typed. */
    enum Format {
        csv,
        ndjson
    }

    private interface Rows {
        void write(Map<String, @Nullable Object> row) throws IOException;
    }

    private static final class Csv implements Rows {

        private final CsvWriter csv;

        Csv(Writer out) {
            csv = CsvWriter.builder().bufferSize(0).build(out);
            csv.writeRecord(TrailRows.NAMES);
        }

        @Override
        public void write(Map<String, @Nullable Object> row) {
            csv.writeRecord(
                    row.values().stream().map(it -> it == null ? null : it.toString()).toList());
        }
    }

    private static final class Ndjson implements Rows {

        private final ObjectWriter json =
                new JsonMapper().writer().without(Feature.AUTO_CLOSE_TARGET);
        private final Writer out;

        Ndjson(Writer out) {
            this.out = out;
        }

        @Override
        public void write(Map<String, @Nullable Object> row) throws IOException {
            json.writeValue(out, row);
            out.write('\n');
        }
    }
}
