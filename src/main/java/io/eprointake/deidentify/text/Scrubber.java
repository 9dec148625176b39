package io.eprointake.deidentify.text;

import java.util.Collection;
import java.util.List;

/**
 * Takes identifiers out of free text in English and Chinese: each is replaced by its kind, such as
 * {@code [NAME]}. What is found, and what is missed, is in {@code src/docs/deidentify-text.md}.
 * Immutable; for use by many threads. The time is in proportion to the length of the text.
 */
public final class Scrubber {

    static final OwnNames NO_NAMES = new OwnNames(List.of());

    private final OwnNames study;

    /**
     * @param studyNames names that are to go wherever they stand, such as those of the staff; of
     *     two characters or more
     */
    public Scrubber(Collection<String> studyNames) {
        study = new OwnNames(studyNames);
    }

    /**
     * Replaces what identifies.
     *
     * @param rowNames what other columns of the same row say of the person; it goes too, wherever
     *     it stands, whatever its case; what is shorter than two characters is left out of account
     * @param tally is told the kind of everything that was replaced
     * @return the same instance when nothing was found
     */
    public String scrub(String text, List<String> rowNames, Tally tally) {
        return read(text, rowNames).scrubbed(tally);
    }

    /** The same for the cells of one column, row by row; of one thread. */
    public CellScrubber cells(Tally tally) {
        return new CellScrubber(study, tally);
    }

    Cursor read(String text, List<String> rowNames) {
        return read(text, study, rowNames.isEmpty() ? NO_NAMES : new OwnNames(rowNames));
    }

    static Cursor read(String text, OwnNames study, OwnNames row) {
        Cursor page = new Cursor(text);
        new Scan(page, study, row).run();
        return page;
    }
}
