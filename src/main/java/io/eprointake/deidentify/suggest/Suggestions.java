package io.eprointake.deidentify.suggest;

import io.eprointake.deidentify.rules.Action;
import io.eprointake.deidentify.rules.HeaderWords;
import io.eprointake.deidentify.rules.Meaning;
import io.eprointake.deidentify.suggest.FileSample.SampledColumn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Proposes the rules of all files together: columns that refer to one another go by one domain. */
final class Suggestions {

    /**
     * @param subject the column that says whose row it is; null when none does
     * @param columns by header
     */
    record OfFile(FileSample sample, @Nullable String subject, Map<String, Suggestion> columns) {

        String file() {
            return sample.file();
        }
    }

    /** Of the numbers of rows in a file whose name has no word. */
    private static final String OWN = "id";

    /** A column of ids. */
    private record Ids(FileSample file, SampledColumn column, String label) {

        boolean isOwn() {
            return column.header().label().isEmpty();
        }
    }

    private final HeaderWords words;
    private final Domains domains = new Domains();
    private final Set<String> subjects = new HashSet<>();
    private final Set<String> owners = new HashSet<>();

    private Suggestions(HeaderWords words) {
        this.words = words;
    }

    static List<OfFile> of(List<FileSample> files, HeaderWords words) {
        return new Suggestions(words).suggest(files);
    }

    private List<OfFile> suggest(List<FileSample> files) {
        for (FileSample file : files) {
            if (file.columns().stream().anyMatch(column -> isNumberOfItsRow(column))) {
                owners.add(words.label(file.file()));
            }
        }
        List<Ids> ids = new ArrayList<>();
        for (FileSample file : files) {
            for (SampledColumn column : file.columns()) {
                if (isIds(column)) {
                    ids.add(new Ids(file, column, label(file, column)));
                }
            }
        }
        for (Ids one : ids) {
            if (one.column.header().meaning() == Meaning.SUBJECT || isSubject(one.label)) {
                subjects.add(one.label);
            }
        }
        // The patients' own label first, then those of the files whose rows the ids number.
        ids.sort(
                Comparator.comparing((Ids one) -> !subjects.contains(one.label))
                        .thenComparing(one -> !one.isOwn()));
        for (Ids one : ids) {
            domains.add(one.label, one.column.sample().hashes());
        }
        return files.stream().map(this::suggest).toList();
    }

    private OfFile suggest(FileSample file) {
        String subject = subject(file);
        var judgement = new Judgement(subject != null);
        var columns = new LinkedHashMap<String, Suggestion>();
        for (SampledColumn column : file.columns()) {
            String domain = domain(file, column);
            columns.put(
                    column.name(),
                    domain == null && mayRefer(column)
                            ? Suggestion.of(Action.REVIEW, "perhaps the ids of another file")
                            : judgement.of(column, domain));
        }
        return new OfFile(file, subject, columns);
    }

    private @Nullable String subject(FileSample file) {
        Set<String> whose = new HashSet<>();
        for (String label : subjects) {
            whose.add(domains.of(label));
        }
        SampledColumn national = null;
        for (SampledColumn column : file.columns()) {
            String domain = domain(file, column);
            if (domain != null && whose.contains(domain)) {
                return column.name();
            }
            if (national == null && column.header().meaning() == Meaning.NATIONAL_ID) {
                national = column;
            }
        }
        return national == null ? null : national.name();
    }

    /** Of a column of ids; null when it is none. */
    private @Nullable String domain(FileSample file, SampledColumn column) {
        return isIds(column)
                ? domains.of(label(file, column))
                : mayBeIds(column) ? domains.owner(column.sample().hashes()) : null;
    }

    private boolean isIds(SampledColumn column) {
        ColumnSample sample = column.sample();
        return switch (column.header().meaning()) {
            case SUBJECT, ID -> true;
            default ->
                    mayBeIds(column)
                            && (sample.all(Shape.UUID)
                                    || (isOwned(column)
                                            && (column.header().meaning() != Meaning.THING
                                                    || sample.isOpaque())
                                            && !sample.isEmpty()));
        };
    }

    /** A thing that is the row of another file: its name, or its id? */
    private boolean mayRefer(SampledColumn column) {
        return column.header().meaning() == Meaning.THING && isOwned(column);
    }

    private boolean isOwned(SampledColumn column) {
        return owners.contains(column.header().label());
    }

    /** Unless its header says what is dropped or dated, whatever the values. */
    private static boolean mayBeIds(SampledColumn column) {
        return column.header().meaning().compareTo(Meaning.SUBJECT) >= 0;
    }

    private static boolean isNumberOfItsRow(SampledColumn column) {
        return column.header().meaning() == Meaning.ID && column.header().label().isEmpty();
    }

    private boolean isSubject(String label) {
        return words.read(label).meaning() == Meaning.SUBJECT;
    }

    private String label(FileSample file, SampledColumn column) {
        String own = column.header().label();
        String label = own.isEmpty() ? words.label(file.file()) : own;
        return label.isEmpty() ? OWN : label;
    }
}
