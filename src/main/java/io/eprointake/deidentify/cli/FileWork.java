package io.eprointake.deidentify.cli;

import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.eprointake.deidentify.files.CsvFormat;
import io.eprointake.deidentify.files.CsvRows;
import io.eprointake.deidentify.files.FileRefused;
import io.eprointake.deidentify.files.InFolder.InFile;
import io.eprointake.deidentify.files.Input;
import io.eprointake.deidentify.files.OutFolder;
import io.eprointake.deidentify.report.FileReport;
import io.eprointake.deidentify.report.FileReport.Outcome;
import io.eprointake.deidentify.rules.FileRules;
import io.eprointake.deidentify.transform.Columns;
import io.eprointake.deidentify.transform.KAnonymity;
import io.eprointake.deidentify.transform.RowTransform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.FileTime;
import java.time.LocalDate;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The work on one file: reads it row by row, and hands on what may be; the output is whole and on
 * the disk when the report says done.
 *
 * @param progress is told the bytes read
 */
public record FileWork(
        InFile file,
        FileRules rules,
        Columns columns,
        OutFolder out,
        LongConsumer progress,
        BooleanSupplier stopped) {

    /** Never fails: what went wrong is in the report. */
    public FileReport run() {
        try {
            return inItsEncoding();
        } catch (FileRefused | IOException | RuntimeException failure) {
            return Failure.of(file.name(), failure);
        }
    }

    private FileReport inItsEncoding() throws IOException, FileRefused {
        CsvFormat format = CsvFormat.of(file.path(), rules);
        try {
            return onItsDay(format);
        } catch (CharacterCodingException other) {
            throw Failure.encoding(rules, format.charset());
        }
    }

    /** Ages count on the day that was asked for, or on the file's last if that is later. */
    private FileReport onItsDay(CsvFormat format) throws IOException, FileRefused {
        Read first = read(format, columns, progress);
        return first.later == null
                ? first.report
                : read(format, columns.on(first.later), bytes -> {}).report;
    }

    /**
     * @param later the day on which ages were to be counted, and were not
     */
    private record Read(FileReport report, @Nullable LocalDate later) {}

    private Read read(CsvFormat format, Columns made, LongConsumer told)
            throws IOException, FileRefused {
        FileTime before = Files.getLastModifiedTime(file.path());
        try (var in = new Input(open(), file.size(), told, stopped);
                var output = out.output(file.name());
                var combinations = new KAnonymity(out.spill(file.name()), KAnonymity.AT_ONCE)) {
            var rows = new CsvRows(format.reader(in).iterator(), rules, format.delimiter());
            RowTransform transform = handOn(rows, made, format.writer(output), combinations);
            if (Files.size(file.path()) != file.size()
                    || !Files.getLastModifiedTime(file.path()).equals(before)) {
                throw new FileRefused("was changed while it was read");
            }
            String wrong = transform == null ? "" : transform.wrong();
            LocalDate later = transform == null ? null : transform.later();
            var report =
                    new FileReport(
                            file.name(),
                            wrong.isEmpty() ? Outcome.DONE : Outcome.FAILED,
                            wrong.isEmpty() ? null : wrong,
                            format.charset().name(),
                            rows.count(),
                            rows.blankLines(),
                            transform == null ? 0 : transform.unnamed(),
                            made.asOf().isAfter(columns.asOf()),
                            List.of(),
                            in.content(),
                            wrong.isEmpty() ? output.content() : null,
                            transform == null ? List.of() : transform.report(),
                            transform == null ? null : transform.anonymity(combinations));
            return new Read(report, later);
        }
    }

    private InputStream open() throws IOException {
        return Files.newInputStream(file.path(), LinkOption.NOFOLLOW_LINKS);
    }

    /** Null when the file has not even a header. */
    private @Nullable RowTransform handOn(
            CsvRows rows, Columns made, CsvWriter writer, KAnonymity combinations)
            throws IOException, FileRefused {
        List<String> header = rows.header();
        if (header == null) {
            return null;
        }
        var transform = new RowTransform(header, this.rules, made);
        writer.writeRecord(transform.header());
        for (CsvRecord row = rows.next(); row != null; row = rows.next()) {
            writer.writeRecord(transform.apply(row));
            if (transform.hasQuasiIdentifiers()) {
                transform.count(combinations);
            }
        }
        writer.flush();
        transform.end();
        return transform;
    }
}
