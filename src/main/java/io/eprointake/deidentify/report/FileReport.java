package io.eprointake.deidentify.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a file.
 *
 * @param file its path below the input folder, with {@code /}
 * @param reason why it is not done
 * @param rows rows below the header
 * @param blankLines lines with nothing in them, which no row of several columns is
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record FileReport(
        String file,
        Outcome outcome,
        @Nullable String reason,
        @Nullable String encoding,
        @Nullable Long rows,
        @Nullable Long blankLines,
        @Nullable Content input,
        @Nullable Content output,
        List<ColumnReport> columns,
        @Nullable Anonymity anonymity) {

    public enum Outcome {
        DONE,
        /** Not handed on, for a reason. */
        FAILED,
        /** Not handed on: the run was told to stop. */
        INTERRUPTED,
        /** Not handed on: it is no CSV file by its name, and nobody asked for it. */
        NOT_CSV
    }

    public record Content(long bytes, String sha256) {}

    /**
     * @param k the fewest rows that share a combination of the quasi-identifiers
     * @param uniqueRows rows that share theirs with no other
     */
    public record Anonymity(
            List<String> quasiIdentifiers, long k, long uniqueRows, long combinations) {}

    /** How many values went out empty, by column, in words; empty when none did. */
    public String emptied() {
        return columns.stream()
                .filter(column -> column.emptied() > 0)
                .map(column -> column.column() + " " + column.emptied())
                .collect(Collectors.joining(", "));
    }

    public static FileReport not(Outcome outcome, String file, @Nullable String reason) {
        return new FileReport(file, outcome, reason, null, null, null, null, null, List.of(), null);
    }
}
