package io.eprointake.deidentify;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A CSV file that nobody wrote, and what must come of it.
 *
 * @param rules of it, in YAML
 * @param bytes of it
 * @param charset in which it is
 * @param rows below the headings: what each cell is in the file, and what it means
 * @param secrets that may not be in what is handed on
 * @param must fail, since what is in it may not be handed on, or is no table
 * @param plain whether it means what its rows say, and not what a stray quote makes of it
 */
record FuzzedFile(
        String name,
        String rules,
        byte[] bytes,
        Charset charset,
        char delimiter,
        List<FuzzedColumn> columns,
        List<List<Cell>> rows,
        Set<String> secrets,
        boolean must,
        boolean plain,
        String how) {

    /**
     * @param text as it is in the file
     * @param bare without what is around it
     */
    record Cell(String text, String bare) {}

    /** What is wrong with an output that is handed on for this file; empty when nothing is. */
    List<String> faults(byte[] output, boolean shifts) {
        List<String> faults = new ArrayList<>();
        if (must) {
            faults.add("it may not be handed on");
        }
        String text = new String(output, charset);
        String raw = new String(output, StandardCharsets.ISO_8859_1);
        for (String secret : secrets) {
            if (text.contains(secret) || raw.contains(secret)) {
                faults.add("has the secret " + secret);
            }
        }
        if (plain) {
            compare(parsed(text.startsWith("\uFEFF") ? text.substring(1) : text), shifts, faults);
        }
        return faults;
    }

    private void compare(List<List<String>> out, boolean shifts, List<String> faults) {
        List<FuzzedColumn> left = columns.stream().filter(c -> c.kind().isHandedOn()).toList();
        if (out.isEmpty()
                || !out.getFirst().equals(left.stream().map(FuzzedColumn::name).toList())) {
            faults.add("the header is " + (out.isEmpty() ? "missing" : out.getFirst()));
            return;
        }
        if (out.size() - 1 != rows.size()) {
            faults.add("has %d rows, not %d".formatted(out.size() - 1, rows.size()));
            return;
        }
        for (int r = 0; r < rows.size(); r++) {
            List<String> row = out.get(r + 1);
            int at = 0;
            for (int c = 0; c < columns.size(); c++) {
                FuzzedColumn column = columns.get(c);
                if (!column.kind().isHandedOn()) {
                    continue;
                }
                String cell = at < row.size() ? row.get(at) : "(none)";
                at++;
                Cell was = rows.get(r).get(c);
                boolean right =
                        column.kind().isKept()
                                ? cell.equals(was.text)
                                : column.mayCome(was.bare, cell, shifts);
                if (!right) {
                    faults.add("row %d: %s of %s became %s".formatted(r + 1, was, column, cell));
                }
            }
            if (row.size() != at) {
                faults.add("row %d has %d fields".formatted(r + 1, row.size()));
            }
        }
    }

    /** As RFC 4180 has it; written for this test, so that no fault is in both. */
    private List<List<String>> parsed(String text) {
        List<List<String>> all = new ArrayList<>();
        List<String> row = new ArrayList<>();
        var cell = new StringBuilder();
        boolean quoted = false;
        boolean begun = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c != '"') {
                    cell.append(c);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    cell.append(c);
                    i++;
                } else {
                    quoted = false;
                }
            } else if (c == '"' && cell.isEmpty()) {
                quoted = true;
                begun = true;
            } else if (c == delimiter) {
                row.add(cell.toString());
                cell.setLength(0);
                begun = true;
            } else if (c == '\n' || c == '\r') {
                i += c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n' ? 1 : 0;
                row.add(cell.toString());
                cell.setLength(0);
                all.add(row);
                row = new ArrayList<>();
                begun = false;
            } else {
                cell.append(c);
                begun = true;
            }
        }
        if (begun) {
            row.add(cell.toString());
            all.add(row);
        }
        return all;
    }

    @Override
    public String toString() {
        return name + " (" + how + ")\n" + rules + new String(bytes, charset);
    }
}
