package io.eprointake.deidentify.suggest;

import io.eprointake.deidentify.rules.HeaderWords;
import io.eprointake.deidentify.rules.HeaderWords.Header;
import io.eprointake.deidentify.text.Cell;
import io.eprointake.deidentify.text.ResidualIdentifiers;
import java.nio.charset.Charset;
import java.util.EnumSet;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A file's header, and what is remembered of its rows: all of its first, and of the others what may
 * speak against keeping a column. A column that can't be kept any more is not looked at any more.
 */
public final class FileSample {

    /** How many rows are the first. */
    private static final int FIRST = 1_000;

    /**
     * What has to be said of how a file is written.
     *
     * @param headerRows how many rows of headings it has
     * @param guessed its encoding, where it was guessed
     */
    public record Written(int headerRows, @Nullable Charset guessed) {}

    /** What one column of one file is judged by. */
    record SampledColumn(String name, Header header, ColumnSample sample) {}

    private final String file;
    private final Written written;
    private final List<SampledColumn> columns;
    private final ToLongFunction<String> hash;
    private final boolean[] watched;
    private int rows;

    /**
     * @param file its path below the input folder
     * @param header its first row
     * @param hash 64 bits of a value
     */
    public FileSample(
            String file,
            List<String> header,
            Written written,
            HeaderWords words,
            ToLongFunction<String> hash) {
        this.file = file;
        this.written = written;
        this.watched = new boolean[header.size()];
        this.columns =
                header.stream()
                        .map(name -> new SampledColumn(name, words.read(name), new ColumnSample()))
                        .toList();
        this.hash = hash;
    }

    /** A row below the header, of as many fields; every row of the file, in their order. */
    public void add(List<String> row) {
        boolean first = rows < FIRST;
        for (int i = 0; i < watched.length; i++) {
            String value = first || watched[i] ? Cell.stripped(row.get(i)) : "";
            if (!value.isEmpty()) {
                add(i, row.get(i), first);
            }
        }
        rows += first ? 1 : 0;
        for (int i = 0; first && rows == FIRST && i < watched.length; i++) {
            watched[i] = columns.get(i).sample.isEmpty() || Judgement.isBornOut(columns.get(i));
        }
    }

    private void add(int column, String value, boolean first) {
        SampledColumn to = columns.get(column);
        if (first) {
            to.sample.add(value, hash.applyAsLong(value));
        } else {
            to.sample.addLater(value, hash.applyAsLong(value));
            watched[column] = Judgement.isBornOut(to);
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
        List<SampledColumn> columns = columns();
        if (columns.stream().map(SampledColumn::name).distinct().count() < columns.size()) {
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

    Written written() {
        return written;
    }

    /** All but those without a name and without a value, which the run leaves out. */
    List<SampledColumn> columns() {
        return columns.stream()
                .filter(column -> !column.name.isBlank() || !column.sample.isEmpty())
                .toList();
    }

    private boolean isHeadedByAValue(SampledColumn column) {
        String name = Cell.stripped(column.name);
        // A header may well be "no", for a number.
        boolean shaped =
                EnumSet.complementOf(
                                EnumSet.of(
                                        Shape.OPAQUE,
                                        Shape.ODD,
                                        Shape.LONG_NUMBER,
                                        Shape.ANSWER,
                                        Shape.FLAG))
                        .stream()
                        .anyMatch(shape -> shape.fits(name));
        boolean tells = name.chars().anyMatch(c -> Character.isDigit(c) || c == '@');
        return shaped
                || (tells && ResidualIdentifiers.find(name) != null)
                || column.sample.hashes().contains(hash.applyAsLong(column.name));
    }
}
