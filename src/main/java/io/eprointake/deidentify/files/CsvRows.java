package io.eprointake.deidentify.files;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of one file, each of as many fields as the header. */
public final class CsvRows {

    private final Iterator<CsvRecord> records;
    private long line = 1;
    private int columns;
    private long count;
    private long blankLines;

    public CsvRows(Iterator<CsvRecord> records) {
        this.records = records;
    }

    /** The first row; null when there is none. Comes before any other. */
    public @Nullable List<String> header() throws IOException, Refused {
        CsvRecord header = read();
        if (header == null) {
            return null;
        }
        columns = header.getFieldCount();
        return header.getFields();
    }

    /**
     * The next row; null after the last.
     *
     * @throws Refused when it does not fit the header, or is no CSV
     */
    public @Nullable CsvRecord next() throws IOException, Refused {
        for (CsvRecord row = read(); row != null; row = read()) {
            if (row.getFieldCount() == columns) {
                count++;
                return row;
            }
            if (!isBlank(row)) {
                throw new Refused(
                        "line %d: has %d fields, and the header has %d"
                                .formatted(line, row.getFieldCount(), columns));
            }
            blankLines++;
        }
        return null;
    }

    /** Rows below the header, so far. */
    public long count() {
        return count;
    }

    /** Lines with nothing in them, which in a file of several columns are no rows. */
    public long blankLines() {
        return blankLines;
    }

    private @Nullable CsvRecord read() throws IOException, Refused {
        try {
            if (!records.hasNext()) {
                return null;
            }
            CsvRecord record = records.next();
            line = record.getStartingLineNumber();
            return record;
        } catch (UncheckedIOException unread) {
            throw unread.getCause();
        } catch (CsvParseException malformed) {
            if (malformed.getCause() instanceof IOException unread) {
                throw unread;
            }
            throw new Refused("line %d, or the row after it: is no CSV".formatted(line));
        }
    }

    private static boolean isBlank(CsvRecord row) {
        return row.getFieldCount() == 1 && row.getField(0).isEmpty();
    }
}
