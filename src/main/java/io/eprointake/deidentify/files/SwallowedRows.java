package io.eprointake.deidentify.files;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells whether a row has others in its cells. Behind a quotation mark that was not doubled, all up
 * to the next one is one cell; the number of fields may fit all the same, and the columns of the
 * rows in it would be handed on without their rules.
 *
 * <p>Looked at are the lines as they stand in the file. One is a row when it has as many delimiters
 * as a row, those left out that are as in prose: before a blank, and where a row has few of them,
 * at the end of a line. None is left out where no prose has such delimiters, nor in a line that
 * begins as the row itself does and has exactly as many.
 */
final class SwallowedRows {

    /** From so many on, a line with as many is no prose, even if one is at its end. */
    private static final int MANY = 3;

    private static final String IN_PROSE = ",;";
    private static final Pattern LINE_END = Pattern.compile("\\r?\\n|\\r");

    private final char delimiter;

    SwallowedRows(char delimiter) {
        this.delimiter = delimiter;
    }

    /**
     * A line of the file.
     *
     * @param all its delimiters
     * @param tight those that no blank follows
     * @param within those of them that are not at its end
     * @param beginning what stands before the first
     */
    private record Line(int all, int tight, int within, String beginning) {}

    boolean in(List<String> fields) {
        // Nearly all rows are one line, and are not worth more than this.
        if (fields.size() == 1 || fields.stream().noneMatch(SwallowedRows::hasLines)) {
            return false;
        }
        List<Line> lines = lines(fields);
        int needed = fields.size() - 1;
        boolean first = isRow(lines.getFirst(), needed, lines.getFirst());
        boolean last = isRow(lines.getLast(), needed, lines.getFirst());
        return (first && last)
                || lines.subList(1, lines.size() - 1).stream()
                        .anyMatch(line -> isRow(line, needed, lines.getFirst()));
    }

    private boolean isRow(Line line, int needed, Line first) {
        if (IN_PROSE.indexOf(delimiter) < 0) {
            return line.all >= needed;
        }
        boolean alike = shape(line.beginning).equals(shape(first.beginning));
        int delimiters = alike || needed >= MANY ? line.tight : line.within;
        return delimiters >= needed || (alike && line.all == needed);
    }

    /** Each as it stands in the file, where its cells are one behind the other. */
    private List<Line> lines(List<String> fields) {
        String row = String.join(Character.toString(delimiter), fields);
        return Stream.of(LINE_END.split(row, -1)).map(this::line).toList();
    }

    private Line line(String text) {
        int all = 0;
        int tight = 0;
        int end = text.length() - 1;
        for (int at = text.indexOf(delimiter); at >= 0; at = text.indexOf(delimiter, at + 1)) {
            all++;
            tight += at < end && text.charAt(at + 1) == ' ' ? 0 : 1;
        }
        boolean atEnd = end >= 0 && text.charAt(end) == delimiter;
        int first = text.indexOf(delimiter);
        return new Line(
                all, tight, tight - (atEnd ? 1 : 0), first < 0 ? text : text.substring(0, first));
    }

    /** {@code a9} for C0013: letters and digits, however many. */
    private static String shape(String text) {
        return text.strip().replaceAll("\\p{L}+", "a").replaceAll("\\d+", "9");
    }

    private static boolean hasLines(String field) {
        return field.indexOf('\n') >= 0 || field.indexOf('\r') >= 0;
    }
}
