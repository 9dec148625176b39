package io.eprointake.deidentify.rules;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.PathMatcher;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the files whose name fits a pattern.
 *
 * @param match a glob, as {@code patients*.csv}; with a {@code /} in it, of the path below the
 *     input folder
 * @param subject the column that says whose row it is; dates are shifted by it
 * @param quasiIdentifiers columns that together may single a person out, counted after
 *     de-identification
 * @param columns the rule of each column, by its header
 * @param encoding of the file, where it can't be told from its bytes
 * @param delimiter between fields, where it can't be told from the header
 * @param headerRows rows of headings, 1 when not given; those after the first are left out
 * @param multiline whether lines within a cell may look like rows
 * @param namesFrom the columns that have names of persons, which go out of the free text of all
 *     files; when not given, those whose header says so and which are not handed on as they are
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record FileRules(
        String match,
        @Nullable String subject,
        List<String> quasiIdentifiers,
        Map<String, ColumnRule> columns,
        @Nullable Charset encoding,
        @Nullable Character delimiter,
        int headerRows,
        boolean multiline,
        @Nullable List<String> namesFrom) {

    private static final int MOST_HEADER_ROWS = 20;

    /** Its paths are strings in every locale; those of the disk may have no Chinese letters. */
    private static final FileSystem NAMES = FileSystems.getFileSystem(URI.create("jrt:/"));

    /**
     * @throws IllegalArgumentException when the pattern is none, or a column is named that has no
     *     rule
     */
    @JsonCreator
    public FileRules {
        if (match == null || match.isBlank()) {
            throw new IllegalArgumentException("each of files needs a match");
        }
        match = composed(match);
        PathMatcher _ = glob(match);
        headerRows = headerRows == 0 ? 1 : headerRows;
        if (headerRows < 1 || headerRows > MOST_HEADER_ROWS) {
            throw new IllegalArgumentException("header_rows is from 1 to " + MOST_HEADER_ROWS);
        }
        columns = columns == null ? Map.of() : composed(match, columns);
        quasiIdentifiers =
                quasiIdentifiers == null
                        ? List.of()
                        : quasiIdentifiers.stream().map(FileRules::composed).toList();
        subject = subject == null ? null : composed(subject);
        namesFrom = namesFrom == null ? null : namesFrom.stream().map(FileRules::composed).toList();
        for (String column : namesFrom == null ? List.<String>of() : namesFrom) {
            if (!columns.containsKey(column)) {
                throw new IllegalArgumentException(
                        "names_from of " + match + " names " + column + ", which has no rule");
            }
        }
        for (String column : quasiIdentifiers) {
            ColumnRule rule = columns.get(column);
            if (rule == null || rule.action() == Action.DROP) {
                throw new IllegalArgumentException(
                        "quasi_identifiers of "
                                + match
                                + " names "
                                + column
                                + ", which has no rule or is dropped");
            }
        }
        if (subject != null && !columns.containsKey(subject)) {
            throw new IllegalArgumentException(
                    "subject of " + match + " is " + subject + ", which has no rule");
        }
    }

    /** The rules for files of which no more is known than how many rows of headings they have. */
    public static FileRules untold(int headerRows) {
        return new FileRules("*", null, List.of(), Map.of(), null, null, headerRows, false, null);
    }

    /** The same, but for how the files are written. */
    public static FileRules of(@Nullable Charset encoding, @Nullable Character delimiter) {
        return new FileRules("*", null, List.of(), Map.of(), encoding, delimiter, 1, false, null);
    }

    /** Whether these rules are for a file, named by its path below the input folder. */
    boolean matches(String file) {
        String subject = match.contains("/") ? file : file.substring(file.lastIndexOf('/') + 1);
        return glob(match).matches(NAMES.getPath(composed(subject)));
    }

    /**
     * The form in which names are compared. A disk or a program may have written letters as a base
     * and a mark, which nobody sees.
     */
    public static String composed(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    private static Map<String, ColumnRule> composed(String match, Map<String, ColumnRule> columns) {
        Map<String, ColumnRule> composed = new LinkedHashMap<>();
        columns.forEach((name, rule) -> {
            if (composed.put(composed(name), rule) != null) {
                throw new IllegalArgumentException("columns of " + match + " names a column twice");
            }
        });
        return composed;
    }

    private static PathMatcher glob(String match) {
        return NAMES.getPathMatcher("glob:" + match);
    }
}
