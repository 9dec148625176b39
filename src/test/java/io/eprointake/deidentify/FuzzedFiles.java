package io.eprointake.deidentify;

import static io.eprointake.deidentify.FuzzedColumn.one;

import io.eprointake.deidentify.FuzzedColumn.Kind;
import io.eprointake.deidentify.FuzzedFile.Cell;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Makes CSV files with their rules, each by chance. Of one file; a new one for the next. */
final class FuzzedFiles {

    /** What is done to a file after it was written right. */
    private enum Harm {
        NONE,
        RAGGED,
        STRAY_QUOTE,
        CUT,
        BYTE,
        HEADER_AGAIN,
        HEADING,
        NAMELESS,
        NO_RULE,
        UNSAID
    }

    private static final Set<Harm> TEXT_HARM =
            EnumSet.of(Harm.STRAY_QUOTE, Harm.CUT, Harm.BYTE, Harm.UNSAID);

    private final Random random;
    private final List<FuzzedColumn> columns = new ArrayList<>();
    private final List<List<Cell>> rows = new ArrayList<>();
    private final Set<String> secrets = new HashSet<>();
    private final List<String> lines = new ArrayList<>();

    private final Charset charset;
    private final CharsetEncoder encoder;
    private final char delimiter;
    private final int quotes;
    private final String end;
    private final boolean guards;
    private final Harm harm;

    private FuzzedFiles(Random random) {
        this.random = random;
        this.charset =
                switch (random.nextInt(8)) {
                    case 0 -> StandardCharsets.UTF_16LE;
                    case 1 -> StandardCharsets.UTF_16BE;
                    case 2 -> Charset.forName("GB18030");
                    case 3 -> Charset.forName("windows-1252");
                    default -> StandardCharsets.UTF_8;
                };
        this.encoder = charset.newEncoder();
        this.delimiter = ",;\t|".charAt(random.nextInt(4));
        this.quotes = random.nextInt(3);
        this.end = one(random, "\n", "\n", "\r\n", "\r\n");
        this.guards = chance(50);
        this.harm = chance(50) ? Harm.NONE : Harm.values()[random.nextInt(Harm.values().length)];
    }

    static FuzzedFile make(String name, Random random) {
        return new FuzzedFiles(random).file(name);
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private FuzzedFile file(String name) {
        boolean wronglyKept = chance(20);
        chooseColumns(wronglyKept);
        int count = random.nextInt(1, 30);
        for (int i = 0; i < count; i++) {
            rows.add(row());
        }
        if (wronglyKept) {
            keepWrongly();
        }
        boolean must = wronglyKept;
        int headings = chance(15) ? random.nextInt(1, 3) : 0;
        lines.add(line(columns.stream().map(FuzzedColumn::name).toList()));
        for (int i = 0; i < headings; i++) {
            lines.add(line(heading()));
        }
        for (List<Cell> row : rows) {
            lines.add(line(row.stream().map(Cell::text).toList()));
        }
        must |= harmLines(1 + headings);
        addBlankLines(headings);
        String text = String.join(end, lines) + (chance(90) ? end : "");
        text = harmText(text);
        boolean separator = chance(10);
        byte[] bytes = bytes((separator ? "sep=" + delimiter + end : "") + text);
        // What it means then is not known, nor whether what was planted is still in it.
        boolean plain = !TEXT_HARM.contains(harm);
        return new FuzzedFile(
                name,
                rules(name, headings, separator),
                bytes,
                charset,
                delimiter,
                columns,
                rows,
                secrets,
                must && plain,
                plain && !must,
                harm + " " + charset);
    }

    private void chooseColumns(boolean wronglyKept) {
        List<Kind> kinds = new ArrayList<>(Arrays.asList(Kind.values()));
        kinds.removeAll(List.of(Kind.ID, Kind.WRONGLY_KEPT, Kind.EMPTY));
        Collections.shuffle(kinds, random);
        kinds = new ArrayList<>(kinds.subList(0, random.nextInt(1, 9)));
        kinds.add(Kind.ID);
        if (wronglyKept) {
            kinds.add(Kind.WRONGLY_KEPT);
        }
        if (chance(15)) {
            kinds.add(Kind.EMPTY);
        }
        Collections.shuffle(kinds, random);
        if (kinds.getFirst() == Kind.EMPTY) {
            Collections.swap(kinds, 0, kinds.size() - 1);
        }
        for (Kind kind : kinds) {
            String header = kind == Kind.EMPTY ? "" : FuzzedColumn.header(kind, random, encoder);
            columns.add(FuzzedColumn.of(kind, header, random));
        }
    }

    private List<Cell> row() {
        List<Cell> row = new ArrayList<>();
        for (FuzzedColumn column : columns) {
            String bare = chance(10) ? "" : column.value(random, encoder);
            if (column.isSecret() && !bare.isEmpty()) {
                secrets.add(bare);
            }
            row.add(new Cell(guards ? around(bare, column.kind()) : bare, bare));
        }
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).kind() == Kind.TEXT) {
                String text = text(row);
                row.set(i, new Cell(text, text));
            }
        }
        return row;
    }

    /** Free text with what the scrubber must know: certain forms, and the row's own name. */
    private String text(List<Cell> row) {
        List<String> parts = new ArrayList<>();
        parts.add(one(random, "Slept well.", "Felt sick, then better.", "No complaints"));
        if (chance(30)) {
            String certain = FuzzedColumn.certain(random);
            secrets.add(certain);
            parts.add("Reached at " + certain + " today.");
        }
        for (int i = 0; i < columns.size(); i++) {
            String name = row.get(i).bare();
            // In a name that harm came to, the text's name is not known again.
            boolean known = columns.get(i).kind() == Kind.NAME && !TEXT_HARM.contains(harm);
            if (known && chance(50) && !name.isEmpty()) {
                parts.add(name + " came alone.");
            }
        }
        return String.join(chance(10) ? "\n" : " ", parts);
    }

    /** What pads or guards a value in exports. */
    private String around(String bare, Kind kind) {
        boolean whole = bare.matches("\\d+") && kind != Kind.MASKED;
        String text =
                switch (random.nextInt(kind == Kind.EMPTY ? 4 : 12)) {
                    case 0 -> " " + bare + "  ";
                    case 1 -> "\t" + bare;
                    case 2 -> "\u00a0" + bare + "\u00a0";
                    case 3 -> "\u3000" + bare;
                    case 4 -> bare.isEmpty() ? bare : "'" + bare;
                    case 5 -> bare.isEmpty() ? bare : "=\"" + bare + "\"";
                    case 6 -> whole ? bare + ".0" : bare;
                    case 7 -> bare.isEmpty() ? bare : " '" + bare + " ";
                    default -> bare;
                };
        return encoder.canEncode(text) ? text : bare;
    }

    private void keepWrongly() {
        int column = 0;
        while (columns.get(column).kind() != Kind.WRONGLY_KEPT) {
            column++;
        }
        String certain = FuzzedColumn.certain(random);
        secrets.add(certain);
        String text = guards ? around(certain, Kind.WRONGLY_KEPT) : certain;
        rows.get(random.nextInt(rows.size())).set(column, new Cell(text, certain));
    }

    private List<String> heading() {
        List<String> heading = new ArrayList<>();
        for (FuzzedColumn column : columns) {
            heading.add(column.kind() == Kind.EMPTY ? "" : "What is asked here?");
        }
        return heading;
    }

    private String line(List<String> fields) {
        List<String> written = new ArrayList<>();
        for (String field : fields) {
            boolean needed =
                    field.indexOf(delimiter) >= 0
                            || field.indexOf('\n') >= 0
                            || field.indexOf('\r') >= 0
                            || field.startsWith("\"");
            // A quotation mark within a field that does not begin with one needs none.
            boolean wanted = field.indexOf('"') >= 0 && !chance(30);
            boolean always = quotes == 0 || (quotes == 1 && chance(50));
            written.add(
                    needed || wanted || always ? "\"" + field.replace("\"", "\"\"") + "\"" : field);
        }
        return String.join(Character.toString(delimiter), written);
    }

    /** Does harm that is done to whole lines; true when the file must fail for it. */
    private boolean harmLines(int first) {
        int at = random.nextInt(first, lines.size());
        switch (harm) {
            case RAGGED -> lines.set(at, lines.get(at) + delimiter + one(random, "", "x"));
            case HEADER_AGAIN -> lines.add(at, lines.getFirst());
            case HEADING -> {
                List<String> ids = new ArrayList<>();
                columns.forEach(c -> ids.add("{\"ImportId\":\"q%d\"}".formatted(ids.size())));
                lines.add(first, line(ids));
            }
            case NAMELESS -> addColumn("", at, "Nameless value");
            case NO_RULE -> addColumn("Unruled", at, "1");
            default -> {
                return false;
            }
        }
        return true;
    }

    private void addColumn(String header, int at, String value) {
        for (int i = 0; i < lines.size(); i++) {
            String more = i == 0 ? header : i == at ? value : "";
            lines.set(i, lines.get(i) + delimiter + more);
        }
    }

    private String harmText(String text) {
        int at = random.nextInt(text.length());
        return switch (harm) {
            case STRAY_QUOTE -> text.substring(0, at) + '"' + text.substring(at);
            case CUT -> text.substring(0, at);
            case BYTE ->
                    text.substring(0, at)
                            + one(random, ",", ";", "x", "\n", "\0", " ")
                            + text.substring(at + 1);
            default -> text;
        };
    }

    private void addBlankLines(int headings) {
        if (chance(15)) {
            lines.add(random.nextInt(1 + headings, lines.size() + 1), "");
        }
        if (chance(15)) {
            lines.add("");
        }
    }

    private byte[] bytes(String text) {
        var bytes = new ByteArrayOutputStream();
        boolean utf16 = charset.name().startsWith("UTF-16");
        if (utf16 || (charset.equals(StandardCharsets.UTF_8) && chance(30))) {
            bytes.writeBytes("\uFEFF".getBytes(charset));
        }
        bytes.writeBytes(text.getBytes(charset));
        return bytes.toByteArray();
    }

    private String rules(String name, int headings, boolean separator) {
        var yaml = new StringBuilder("  - match: \"%s\"\n".formatted(name));
        FuzzedColumn id =
                columns.stream().filter(c -> c.kind() == Kind.ID).findFirst().orElseThrow();
        yaml.append("    subject: \"%s\"\n".formatted(id.name()));
        boolean told =
                switch (charset.name()) {
                    case "GB18030", "windows-1252" -> harm != Harm.UNSAID;
                    default -> charset.name().startsWith("UTF-16") && chance(30);
                };
        if (told) {
            yaml.append("    encoding: ")
                    .append(charset.name().startsWith("UTF-16") ? "UTF-16" : charset.name())
                    .append('\n');
        }
        if (!separator && chance(20)) {
            yaml.append("    delimiter: \"%s\"\n".formatted(delimiter == '\t' ? "\\t" : delimiter));
        }
        if (headings > 0) {
            yaml.append("    header_rows: %d\n".formatted(1 + headings));
        }
        if (chance(20)) {
            yaml.append("    quasi_identifiers: [\"%s\"]\n".formatted(id.name()));
        }
        if (harm != Harm.NONE) {
            // Else the texts of the others would have their names.
            yaml.append("    names_from: []\n");
        }
        if (harm == Harm.NO_RULE) {
            // What the rules have is no value, in whichever encoding the header is.
            yaml.append("    # Unruled\n");
        }
        yaml.append("    columns:\n");
        for (FuzzedColumn column : columns) {
            if (column.kind() != Kind.EMPTY) {
                yaml.append("      \"%s\": %s\n".formatted(column.name(), column.rule()));
            }
        }
        return yaml.toString();
    }
}
