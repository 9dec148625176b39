package io.eprointake.deidentify.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Tells whether a row has others in its cells. Behind a quotation mark that was not doubled, all up
 * to the next one is one cell; the number of fields may fit all the same, and the columns of the
 * rows in it would be handed on without their rules.
 *
 * <p>Looked at are the lines as they stand in the file. One is a row when it has as many delimiters
 * as a row, those left out that a blank follows, as in prose; where those are few, it must also
 * begin as the row itself does.
 */
final class SwallowedRows {

    /** From so many on, a line with as many is no prose. */
    private static final int MANY = 3;

    private final char delimiter;

    SwallowedRows(char delimiter) {
        this.delimiter = delimiter;
    }

    /** A line of the file: its delimiters, and what stands before the first. */
    private record Line(int delimiters, String beginning) {}

    boolean in(List<String> fields) {
        List<Line> lines = lines(fields);
        if (fields.size() == 1 || lines.size() == 1) {
            return false;
        }
        int needed = fields.size() - 1;
        boolean first = isRow(lines.getFirst(), needed, lines.getFirst());
        boolean last = isRow(lines.getLast(), needed, lines.getFirst());
        return (first && last)
                || lines.subList(1, lines.size() - 1).stream()
                        .anyMatch(line -> isRow(line, needed, lines.getFirst()));
    }

    private static boolean isRow(Line line, int needed, Line first) {
        return line.delimiters >= needed
                && (needed >= MANY || shape(line.beginning).equals(shape(first.beginning)));
    }

    private List<Line> lines(List<String> fields) {
        List<Line> lines = new ArrayList<>();
        int count = 0;
        String beginning = null;
        for (int i = 0; i < fields.size(); i++) {
            String[] parts = fields.get(i).split("\\r?\\n|\\r", -1);
            count += i == 0 ? 0 : 1;
            for (int j = 0; j < parts.length; j++) {
                if (j > 0) {
                    lines.add(new Line(count, Objects.requireNonNull(beginning)));
                    count = 0;
                    beginning = null;
                }
                beginning = beginning == null ? beginning(parts[j]) : beginning;
                count += delimiters(parts[j]);
            }
        }
        lines.add(new Line(count, Objects.requireNonNull(beginning)));
        return lines;
    }

    private String beginning(String line) {
        int end = line.indexOf(delimiter);
        return end < 0 ? line : line.substring(0, end);
    }

    private int delimiters(String line) {
        int count = 0;
        for (int at = line.indexOf(delimiter); at >= 0; at = line.indexOf(delimiter, at + 1)) {
            count += at + 1 < line.length() && line.charAt(at + 1) == ' ' ? 0 : 1;
        }
        return count;
    }

    /** {@code a9} for C0013: letters and digits, however many. */
    private static String shape(String text) {
        return text.strip().replaceAll("\\p{L}+", "a").replaceAll("\\d+", "9");
    }
}
