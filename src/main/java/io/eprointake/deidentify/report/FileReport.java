package io.eprointake.deidentify.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a file.
 *
 * @param file its path below the input folder, with {@code /}
 * @param reason why it is not done
 * @param rows rows below the header
 * @param unnamedColumns columns without a name or a value, which are left out
 * @param agesOnLastDate whether ages were counted on the file's last date, since that is later than
 *     the run's day; the date is a value, and not told
 * @param namesUnread files whose names are not all known, so that they may be left in its text
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
        int unnamedColumns,
        boolean agesOnLastDate,
        List<String> namesUnread,
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

    public FileReport {
        namesUnread = namesUnread == null ? List.of() : List.copyOf(namesUnread);
    }

    public record Content(long bytes, String sha256) {}

    /**
     * @param counted {@code subjects}, or {@code rows} where the rules name no subject
     * @param k the fewest of them that share a combination of the quasi-identifiers
     * @param unique those that share theirs with no other
     */
    public record Anonymity(
            List<String> quasiIdentifiers,
            String counted,
            long k,
            long unique,
            long combinations) {}

    /**
     * What whoever waits should know of a file that is done, in words; empty when it is nothing.
     */
    public String notes() {
        return Stream.of(
                        note("values left empty: ", ColumnReport::emptied),
                        note("ids that differ in case only: ", ColumnReport::caseTwins),
                        namesUnread.isEmpty()
                                ? ""
                                : "its text may have names of " + String.join(", ", namesUnread),
                        agesOnLastDate
                                ? "ages are those of its last date, which is after as_of"
                                : "")
                .filter(note -> !note.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private String note(String what, ToLongFunction<ColumnReport> count) {
        String counts =
                columns.stream()
                        .filter(column -> count.applyAsLong(column) > 0)
                        .map(column -> column.column() + " " + count.applyAsLong(column))
                        .collect(Collectors.joining(", "));
        return counts.isEmpty() ? "" : what + counts;
    }

    /** The same of a file whose text was scrubbed without knowing those files' names. */
    public FileReport withoutNamesOf(Collection<String> files) {
        return new FileReport(
                file,
                outcome,
                reason,
                encoding,
                rows,
                blankLines,
                unnamedColumns,
                agesOnLastDate,
                List.copyOf(files),
                input,
                output,
                columns,
                anonymity);
    }

    public static FileReport not(Outcome outcome, String file, @Nullable String reason) {
        return new FileReport(
                file, outcome, reason, null, null, null, 0, false, List.of(), null, null, List.of(),
                null);
    }
}
