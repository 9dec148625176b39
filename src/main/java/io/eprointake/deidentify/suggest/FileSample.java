package io.eprointake.deidentify.suggest;

import io.eprointake.deidentify.suggest.HeaderWords.Header;
import io.eprointake.deidentify.text.Cell;
import io.eprointake.deidentify.text.ResidualIdentifiers;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A file's header, and what is remembered of its first rows. */
public final class FileSample {

    /** What one column of one file is judged by. */
    record SampledColumn(String name, Header header, ColumnSample sample) {}

    private final String file;
    private final List<SampledColumn> columns;
    private final ToLongFunction<String> hash;

    /**
     * @param file its path below the input folder
     * @param header its first row
     * @param hash 64 bits of a value
     */
    public FileSample(
            String file, List<String> header, HeaderWords words, ToLongFunction<String> hash) {
        this.file = file;
        this.columns =
                header.stream()
                        .map(name -> new SampledColumn(name, words.read(name), new ColumnSample()))
                        .toList();
        this.hash = hash;
    }

    /** A row below the header, of as many fields. */
    public void add(List<String> row) {
        for (int i = 0; i < columns.size(); i++) {
            String value = row.get(i);
            if (!Cell.stripped(value).isEmpty()) {
                columns.get(i).sample.add(value, hash.applyAsLong(value));
            }
        }
    }

    /**
     * Ends the sampling.
     *
     * @param mostHashes how many may be kept for joining
     * @return how many are
     */
    public int end(int mostHashes) {
        int kept = 0;
        for (SampledColumn column : columns) {
            if (!column.sample.isOpaque() || kept + column.sample.distinct() > mostHashes) {
                column.sample.forget();
            }
            kept += column.sample.hashes().size();
        }
        return kept;
    }

    /**
     * Why no rules can be written for this file. Where its first line may be a row like the others,
     * nothing of it may be written down. To be asked before the sampling ends.
     */
    public @Nullable String wrong() {
        if (new HashSet<>(columns.stream().map(SampledColumn::name).toList()).size()
                < columns.size()) {
            return "two of its columns have the same header";
        }
        long values = columns.stream().filter(this::isHeadedByAValue).count();
        if (values > 0) {
            return "%d of the %d fields of its first line look like values: is it a header?"
                    .formatted(values, columns.size());
        }
        return columns.stream().anyMatch(column -> column.header.known())
                ? null
                : "none of the words in its first line is known: is it a header?";
    }

    String file() {
        return file;
    }

    List<SampledColumn> columns() {
        return columns;
    }

    private boolean isHeadedByAValue(SampledColumn column) {
        String name = Cell.stripped(column.name);
        // A header may well be "no", for a number.
        boolean shaped =
                EnumSet.complementOf(EnumSet.of(Shape.OPAQUE, Shape.FLAG)).stream()
                        .anyMatch(shape -> shape.fits(name));
        boolean tells = name.chars().anyMatch(c -> Character.isDigit(c) || c == '@');
        return shaped
                || (tells && ResidualIdentifiers.find(name) != null)
                || column.sample.hashes().contains(hash.applyAsLong(column.name));
    }
}
