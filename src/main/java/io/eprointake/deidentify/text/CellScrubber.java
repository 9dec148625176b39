package io.eprointake.deidentify.text;

import java.util.List;

/**
 * Scrubs the cells of one column. The names of a row are made ready once for all the rows that
 * follow each other with the same, as a patient's do in most exports. Of one thread.
 */
public final class CellScrubber {

    private final Scrubber scrubber;
    private final Tally tally;

    private List<String> names = List.of();
    private OwnNames row = Scrubber.namesOf(List.of());

    CellScrubber(Scrubber scrubber, Tally tally) {
        this.scrubber = scrubber;
        this.tally = tally;
    }

    /** As {@link Scrubber#scrub}. */
    public String scrub(String text, List<String> rowNames) {
        if (!rowNames.equals(names)) {
            names = List.copyOf(rowNames);
            row = Scrubber.namesOf(names);
        }
        return scrubber.scrub(text, row, tally);
    }
}
