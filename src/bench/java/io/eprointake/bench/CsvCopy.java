package io.eprointake.bench;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** Copies the CSV files of a folder row by row: what the library alone costs. */
final class CsvCopy {

    private CsvCopy() {}

    public static void main(String[] args) throws Exception {
        Path to = Files.createDirectories(Path.of(args[1]));
        List<Path> files;
        try (Stream<Path> listed = Files.list(Path.of(args[0]))) {
            files = listed.sorted().toList();
        }
        try (var pool = Executors.newFixedThreadPool(Integer.parseInt(args[2]))) {
            for (var copy :
                    pool.invokeAll(
                            files.stream()
                                    .map(file ->
                                            Executors.callable(() ->
                                                    copy(file, to.resolve(file.getFileName()))))
                                    .toList())) {
                copy.get();
            }
        }
    }

    private static void copy(Path from, Path to) {
        try (CsvReader<CsvRecord> rows = CsvReader.builder().ofCsvRecord(from);
                var writer = CsvWriter.builder().bufferSize(1 << 16).build(to)) {
            rows.forEach(row -> writer.writeRecord(row.getFields()));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
