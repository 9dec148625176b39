package io.eprointake.deidentify;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.eprointake.deidentify.rules.FileRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Hands on the rows of one file, and counts them. */
final class Rows {

    private final Iterator<CsvRecord> records;
    private final CsvWriter writer;
    private final KAnonymity combinations;
    private long line = 1;
    private long count;
    private long blankLines;

    Rows(Iterator<CsvRecord> records, CsvWriter writer, KAnonymity combinations) {
        this.records = records;
        this.writer = writer;
        this.combinations = combinations;
    }

    /**
     * @return what was done to which column; null when the file has not even a header
     * @throws Refused at the first row that does not fit
     */
    @Nullable Plan handOn(FileRules rules, Columns columns) throws IOException, Refused {
        CsvRecord header = next();
        if (header == null) {
            return null;
        }
        var plan = new Plan(header.getFields(), rules, columns);
        writer.writeRecord(plan.header());
        for (CsvRecord row = next(); row != null; row = next()) {
            if (row.getFieldCount() == plan.columns()) {
                count++;
                writer.writeRecord(plan.apply(row));
                if (plan.hasQuasiIdentifiers()) {
                    combinations.add(plan.combination());
                }
            } else if (isBlank(row)) {
                blankLines++;
            } else {
                throw new Refused(
                        "line %d: has %d fields, and the header has %d"
                                .formatted(line, row.getFieldCount(), plan.columns()));
            }
        }
        writer.flush();
        return plan;
    }

    long count() {
        return count;
    }

    /** Lines with nothing in them, which in a file of several columns are no rows. */
    long blankLines() {
        return blankLines;
    }

    private @Nullable CsvRecord next() throws IOException, Refused {
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
