package io.eprointake.deidentify.files;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.eprointake.deidentify.rules.FileRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of one file below its headings, each of as many fields as the header. */
public final class CsvRows {

    /** How Qualtrics names its questions, in a row below the header. */
    private static final String QUESTION_ID = "{\"ImportId\"";

    private static final int MOST_HEADER_ROWS = 5;

    private final Iterator<CsvRecord> records;
    private final int headerRows;
    private final @Nullable SwallowedRows swallowed;
    private List<String> header = List.of();
    private long line = 1;
    private long count;
    private long blankLines;

    /**
     * @param rules how many rows of headings there are, and whether cells may have rows in them
     * @param delimiter between fields
     */
    public CsvRows(Iterator<CsvRecord> records, FileRules rules, char delimiter) {
        this.records = records;
        this.headerRows = rules.headerRows();
        this.swallowed = rules.multiline() ? null : new SwallowedRows(delimiter);
    }

    /**
     * How many rows of headings a file has, as far as they show: 1, or up to the row in which
     * Qualtrics names its questions.
     */
    public static int headerRows(Iterator<CsvRecord> records) throws IOException, FileRefused {
        var rows = new CsvRows(records, FileRules.untold(1), ',');
        int most = 1;
        for (int i = 1; i <= MOST_HEADER_ROWS; i++) {
            CsvRecord row = rows.read();
            most = row != null && isOfQuestionIds(row) ? i : most;
        }
        return most;
    }

    /** The first row, the further rows of headings passed over; null when there is none. */
    public @Nullable List<String> header() throws IOException, FileRefused {
        CsvRecord first = read();
        if (first == null) {
            return null;
        }
        header = first.getFields();
        for (int i = 1; i < headerRows; i++) {
            CsvRecord _ = read();
        }
        return header;
    }

    /**
     * The next row; null after the last.
     *
     * @throws FileRefused when it does not fit the header, is one more header, or has swallowed the
     *     rows behind it, or is no CSV
     */
    public @Nullable CsvRecord next() throws IOException, FileRefused {
        for (CsvRecord row = read(); row != null; row = read()) {
            if (row.getFieldCount() == header.size()) {
                count++;
                check(row);
                return row;
            }
            if (!isBlank(row)) {
                throw new FileRefused(
                        "line %d: has %d fields, and the header has %d"
                                .formatted(line, row.getFieldCount(), header.size()));
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

    private void check(CsvRecord row) throws FileRefused {
        if (row.getField(0).equals(header.getFirst()) && row.getFields().equals(header)) {
            throw new FileRefused("line %d: repeats the header".formatted(line));
        }
        if (count < MOST_HEADER_ROWS && isOfQuestionIds(row)) {
            throw new FileRefused(
                    "line %d: is a row of headings: say header_rows: %d in its rules"
                            .formatted(line, headerRows + count));
        }
        if (swallowed != null && hasLines(row) && swallowed.in(row.getFields())) {
            throw new FileRefused(
                    ("line %d: a cell has lines in it that look like rows, as behind a quotation"
                                    + " mark that was not doubled: mend it, or say multiline: true")
                            .formatted(line));
        }
    }

    private static boolean hasLines(CsvRecord row) {
        for (int i = 0; i < row.getFieldCount(); i++) {
            String field = row.getField(i);
            if (field.indexOf('\n') >= 0 || field.indexOf('\r') >= 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfQuestionIds(CsvRecord row) {
        return row.getFields().stream().anyMatch(field -> field.startsWith(QUESTION_ID));
    }

    private @Nullable CsvRecord read() throws IOException, FileRefused {
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
            throw new FileRefused("line %d, or the row after it: is no CSV".formatted(line));
        }
    }

    private static boolean isBlank(CsvRecord row) {
        return row.getFieldCount() == 1 && row.getField(0).isEmpty();
    }
}
