package io.eprointake.testing;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** Reads the tables that tests and service ship with. */
public final class Csv {

    private Csv() {}

    /** The rows of a resource, by the names in its header. */
    public static List<NamedCsvRecord> rows(String resource) {
        try (var rows =
                CsvReader.builder()
                        .ofNamedCsvRecord(
                                Objects.requireNonNull(
                                        Csv.class.getResourceAsStream(resource), resource))) {
            return rows.stream().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
