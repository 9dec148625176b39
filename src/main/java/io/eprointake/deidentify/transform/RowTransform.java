package io.eprointake.deidentify.transform;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.eprointake.deidentify.files.FileRefused;
import io.eprointake.deidentify.report.ColumnReport;
import io.eprointake.deidentify.report.FileReport.Anonymity;
import io.eprointake.deidentify.rules.Action;
import io.eprointake.deidentify.rules.FileRules;
import io.eprointake.deidentify.text.Cell;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is done to the rows of one file, its header being known; and the row it is at. */
public final class RowTransform implements Transform.Row {

    /** In characters. What is longer is no name, and would take its square in time to look for. */
    private static final int LONGEST_IDENTIFIER = 1_000;

    private final Columns make;
    private final List<Column> columns;
    private final List<Column> handedOn;
    private final List<Column> identifying;
    private final List<Column> quasiIdentifiers;
    private final @Nullable Column subject;

    private final List<Integer> unnamed;
    private long unnamedValues;

    private @Nullable CsvRecord row;
    private @Nullable List<String> identifiers;

    /**
     * @throws FileRefused when a column has no rule, or one that can't be followed in this file
     */
    public RowTransform(List<String> header, FileRules rules, Columns make) throws FileRefused {
        this.make = make;
        var made = FileColumns.of(header.stream().map(FileRules::composed).toList(), rules, make);
        this.columns = made.columns();
        this.unnamed = made.unnamed();
        this.handedOn = columns.stream().filter(Column::isHandedOn).toList();
        this.identifying = columns.stream().filter(Column::isIdentifying).toList();
        this.quasiIdentifiers = new ArrayList<>();
        for (String name : rules.quasiIdentifiers()) {
            quasiIdentifiers.add(named(name, "quasi_identifiers"));
        }
        for (String name : Objects.requireNonNullElse(rules.namesFrom(), List.<String>of())) {
            Column _ = named(name, "names_from");
        }
        this.subject = rules.subject() == null ? null : named(rules.subject(), "subject");
        if (subject == null
                && columns.stream().anyMatch(c -> c.rule().action() == Action.SHIFT_DATE)) {
            throw new FileRefused("dates are to be shifted, and the rules name no subject");
        }
    }

    public List<String> header() {
        return handedOn.stream().map(Column::name).toList();
    }

    /** What is handed on of a row that has all its fields. */
    public String[] apply(CsvRecord record) {
        row = record;
        identifiers = null;
        for (int index : unnamed) {
            unnamedValues += Cell.stripped(record.getField(index)).isEmpty() ? 0 : 1;
        }
        // Those that are dropped are counted, too.
        var after = new String[handedOn.size()];
        int i = 0;
        for (Column column : columns) {
            String value = column.apply(record.getField(column.index()), this);
            if (column.isHandedOn()) {
                after[i++] = value;
            }
        }
        return after;
    }

    /** No row comes after this. */
    public void end() {
        columns.forEach(Column::end);
    }

    /** Counts the row that was handed on last among those of its quasi-identifiers. */
    public void count(KAnonymity combinations) throws IOException {
        if (subject == null || field(subject).isBlank()) {
            combinations.add(combination());
        } else {
            combinations.add(combination(), Hash.of(Cell.bare(field(subject))));
        }
    }

    private long combination() {
        long hash = 0;
        for (Column column : quasiIdentifiers) {
            hash = Hash.of(hash, Hash.of(column.last()));
        }
        return hash;
    }

    public boolean hasQuasiIdentifiers() {
        return !quasiIdentifiers.isEmpty();
    }

    public List<ColumnReport> report() {
        return columns.stream().map(Column::report).toList();
    }

    /**
     * How many subjects, or rows, share a combination; null when the rules name no
     * quasi-identifiers.
     */
    public @Nullable Anonymity anonymity(KAnonymity combinations) throws IOException {
        if (!hasQuasiIdentifiers()) {
            return null;
        }
        KAnonymity.Count count = combinations.count();
        return new Anonymity(
                quasiIdentifiers.stream().map(Column::name).toList(),
                subject == null ? "rows" : "subjects",
                count.k(),
                count.unique(),
                count.combinations());
    }

    /** Why the output may not be handed on, in words; empty when it may. */
    public String wrong() {
        Stream<String> nameless =
                unnamedValues == 0
                        ? Stream.of()
                        : Stream.of(
                                "a column without a name has %d values".formatted(unnamedValues));
        return Stream.concat(nameless, columns.stream().flatMap(Column::wrong))
                .collect(Collectors.joining("; "));
    }

    /** Columns without a name or a value, as spreadsheets leave them; they are not handed on. */
    public int unnamed() {
        return unnamed.size();
    }

    /**
     * The latest date of the file, where years of birth depend on it and it is later than the day
     * on which ages were counted; null when it is not.
     */
    public @Nullable LocalDate later() {
        return columns.stream().noneMatch(column -> column.rule().birth())
                ? null
                : columns.stream()
                        .map(Column::latest)
                        .filter(day -> day != null && day.isAfter(make.asOf()))
                        .max(Comparator.naturalOrder())
                        .orElse(null);
    }

    @Override
    public String subject() {
        return subject == null ? "" : field(subject);
    }

    @Override
    public @Nullable Integer shiftDays() {
        int days = make.pseudonyms().shiftDays(field(Objects.requireNonNull(subject)));
        return days == 0 ? null : days;
    }

    @Override
    public List<String> identifiers() {
        if (identifiers == null) {
            var found = new ArrayList<String>();
            for (Column column : identifying) {
                // Whoever wrote the text wrote it without what a program put around it.
                String value = Cell.bare(field(column));
                if (tells(value)) {
                    found.add(value);
                }
            }
            identifiers = found;
        }
        return identifiers;
    }

    private String field(Column column) {
        return Objects.requireNonNull(row).getField(column.index());
    }

    /**
     * Whether a value may be looked for in free text. A code or a short number would be found where
     * it means something else; of a text, which is no name, the words would.
     */
    private static boolean tells(String value) {
        if (value.length() > LONGEST_IDENTIFIER) {
            return false;
        }
        int digits = 0;
        int ideographs = 0;
        for (int i = 0; i < value.length(); i++) {
            digits += Character.isDigit(value.charAt(i)) ? 1 : 0;
            ideographs += Character.isIdeographic(value.charAt(i)) ? 1 : 0;
        }
        return ideographs >= 2 || digits >= 6 || value.length() - digits >= 3;
    }

    private Column named(String name, String by) throws FileRefused {
        return columns.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new FileRefused(by + " names " + name + ", and there is no such column"));
    }
}
