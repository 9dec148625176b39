package io.eprointake.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Entries as a table by RFC 4180, in which a spreadsheet finds no formula. */
final class TrailCsv {

    /** What a spreadsheet takes for the begin of a formula, or skips before one. */
    private static final String BEGINS_A_FORMULA = "=+-@\t\r\n";

    private final Writer out;
    private final CsvWriter csv;

    TrailCsv(OutputStream stream) {
        out = new BufferedWriter(new OutputStreamWriter(stream, UTF_8));
        csv = CsvWriter.builder().bufferSize(0).build(out);
        csv.writeRecord(
                "at", "chain", "number", "what", "by", "role", "study", "about", "why", "changes");
    }

    /**
     * Writes an entry.
     *
     * @param changes as JSON
     */
    void write(TrailLine line, String changes) {
        record(
                line.at().toString(),
                Long.toString(line.chain()),
                Long.toString(line.number()),
                line.what(),
                line.by(),
                line.role(),
                line.study(),
                line.about(),
                line.why(),
                changes);
    }

    /** The last row of a table that ends too soon: up to which time it goes back. */
    void notWhole(Instant to) throws IOException {
        record(to.toString(), "", "", "not_whole", "", "", "", "", "", "");
        flush();
    }

    void flush() throws IOException {
        out.flush();
    }

    private void record(@Nullable String... values) {
        csv.writeRecord(Stream.of(values).map(TrailCsv::harmless).toArray(String[]::new));
    }

    private static @Nullable String harmless(@Nullable String value) {
        return value == null || value.isEmpty() || BEGINS_A_FORMULA.indexOf(value.charAt(0)) < 0
                ? value
                : "'" + value;
    }
}
