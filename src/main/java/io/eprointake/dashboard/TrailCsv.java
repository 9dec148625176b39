package io.eprointake.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.eprointake.audit.Act.Change;
import io.eprointake.audit.TrailEntry;
import io.eprointake.audit.TrailEntry.Place;
import io.eprointake.audit.TrailSearch.Found;
import io.eprointake.security.Caller;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Entries as a table by RFC 4180, in which a spreadsheet finds no formula. */
final class TrailCsv {

    /** What a spreadsheet takes for the begin of a formula, or skips before one. */
    private static final String BEGINS_A_FORMULA = "=+-@\t\r\n";

    private final Writer out;
    private final CsvWriter csv;
    private final ObjectMapper json;

    TrailCsv(OutputStream stream, ObjectMapper json) {
        this.json = json;
        out = new BufferedWriter(new OutputStreamWriter(stream, UTF_8));
        csv = CsvWriter.builder().bufferSize(0).build(out);
        csv.writeRecord(
                "at", "chain", "number", "what", "by", "role", "study", "about", "why", "changes");
    }

    /**
     * Writes a page and those that follow. If one of them is not there, the last row says so, and
     * up to which time the table goes back.
     *
     * @param following the page from a place on; empty when it cannot be had
     * @param caller of each entry as much as they may see
     */
    void write(Found first, Function<Place, Optional<Found>> following, Caller caller)
            throws IOException {
        Found found = first;
        while (true) {
            for (TrailEntry entry : found.entries()) {
                write(TrailLine.of(entry, caller));
            }
            out.flush();
            Place next = found.next();
            if (next == null) {
                return;
            }
            Optional<Found> more = following.apply(next);
            if (more.isEmpty()) {
                record(next.time().toString(), "", "", "not_whole", "", "", "", "", "", "");
                out.flush();
                return;
            }
            found = more.get();
        }
    }

    private void write(TrailLine line) throws JsonProcessingException {
        List<Change> changes = line.changes();
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
                changes == null || changes.isEmpty() ? "" : json.writeValueAsString(changes));
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
