package io.eprointake.instrument;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** Reads the tables that ship with the service. */
final class Table {

    private Table() {}

    /** Its rows, by the names in its header. */
    static List<NamedCsvRecord> read(String file) {
        String path = "/instrument/pro-ctcae/" + file;
        try (var rows =
                CsvReader.builder()
                        .ofNamedCsvRecord(
                                Objects.requireNonNull(
                                        Table.class.getResourceAsStream(path), path))) {
            return rows.stream().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
