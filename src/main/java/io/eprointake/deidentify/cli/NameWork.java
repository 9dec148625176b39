package io.eprointake.deidentify.cli;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.eprointake.deidentify.files.CsvFormat;
import io.eprointake.deidentify.files.CsvRows;
import io.eprointake.deidentify.files.FileRefused;
import io.eprointake.deidentify.files.InFolder.InFile;
import io.eprointake.deidentify.files.Input;
import io.eprointake.deidentify.rules.FileRules;
import io.eprointake.deidentify.text.Cell;
import io.eprointake.deidentify.text.KnownNames;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the names of one file, which is read as it is when it is handed on.
 *
 * @param columns those that have names; never none
 */
record NameWork(
        InFile file,
        FileRules rules,
        List<String> columns,
        KnownNames.Builder names,
        LongConsumer progress,
        BooleanSupplier stopped) {

    /** Never fails. Why not all of its names are known; null when they are. */
    @Nullable String run() {
        try {
            read(CsvFormat.of(file.path(), rules));
            return null;
        } catch (FileRefused | IOException | RuntimeException failure) {
            return Failure.of(file.name(), failure).reason();
        }
    }

    private void read(CsvFormat format) throws IOException, FileRefused {
        var opened = Files.newInputStream(file.path(), LinkOption.NOFOLLOW_LINKS);
        try (var in = new Input(opened, file.size(), progress, stopped)) {
            var rows = new CsvRows(format.reader(in).iterator(), rules, format.delimiter());
            List<String> header = rows.header();
            if (header != null) {
                read(rows, places(header.stream().map(FileRules::composed).toList()));
            }
        } catch (CharacterCodingException other) {
            throw Failure.encoding(rules, format.charset());
        }
    }

    private void read(CsvRows rows, List<Integer> places) throws IOException, FileRefused {
        List<String> before = List.of();
        CsvRecord row = places.isEmpty() ? null : rows.next();
        for (; row != null; row = rows.next()) {
            List<String> values = new ArrayList<>(places.size());
            for (int place : places) {
                values.add(Cell.bare(row.getField(place)));
            }
            // The rows of one person mostly follow each other.
            if (!values.equals(before)) {
                names.add(values);
                before = values;
            }
        }
    }

    private List<Integer> places(List<String> header) throws FileRefused {
        if (header.stream().noneMatch(rules.columns()::containsKey)) {
            throw new FileRefused(
                    "has none of the columns of its rules: is its first line a header?");
        }
        List<Integer> places = new ArrayList<>();
        for (String column : columns) {
            int place = header.indexOf(column);
            if (place >= 0) {
                places.add(place);
            } else if (rules.namesFrom() != null) {
                throw new FileRefused(
                        "names_from names " + column + ", and there is no such column");
            }
        }
        return places;
    }
}
