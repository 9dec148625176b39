package io.eprointake.deidentify;

import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.eprointake.deidentify.rules.FileRules;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands on the rows of one file, and counts them. */
final class Rows {

    private final Records records;
    private final CsvWriter writer;
    private final KAnonymity combinations;
    private long count;

    Rows(Iterator<CsvRecord> records, CsvWriter writer, KAnonymity combinations) {
        this.records = new Records(records);
        this.writer = writer;
        this.combinations = combinations;
    }

    /**
     * @return what was done to which column; null when the file has not even a header
     * @throws Refused at the first row that does not fit
     */
    @Nullable Plan handOn(FileRules rules, Columns columns) throws IOException, Refused {
        List<String> header = records.header();
        if (header == null) {
            return null;
        }
        var plan = new Plan(header, rules, columns);
        writer.writeRecord(plan.header());
        for (CsvRecord row = records.next(); row != null; row = records.next()) {
            count++;
            writer.writeRecord(plan.apply(row));
            if (plan.hasQuasiIdentifiers()) {
                combinations.add(plan.combination());
            }
        }
        writer.flush();
        plan.end();
        return plan;
    }

    long count() {
        return count;
    }

    /** Lines with nothing in them, which in a file of several columns are no rows. */
    long blankLines() {
        return records.blankLines();
    }
}
