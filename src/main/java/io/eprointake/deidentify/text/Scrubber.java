package io.eprointake.deidentify.text;

import java.util.Collection;
import java.util.List;

/**
 * Takes identifiers out of free text in English and Chinese: each is replaced by its kind, such as
 * {@code [NAME]}. What is found, and what is missed, is in {@code src/docs/deidentify-text.md}.
 * Immutable; for use by many threads. The time is in proportion to the length of the text.
 */
public final class Scrubber {

    private static final List<Recognizer> RECOGNIZERS =
            List.of(new FormRecognizer("/deidentify/recognizers.yaml"), new SpokenEmails());

    static final OwnNames NO_NAMES = new OwnNames(List.of());

    private static final Telephones USUAL = new Telephones(Telephones.USUAL);

    private final OwnNames study;
    private final Telephones telephones;

    /** For a study that does not say where its patients are. */
    public Scrubber(Collection<String> studyNames) {
        this(studyNames, List.of());
    }

    /**
     * @param studyNames names that are to go wherever they stand, such as those of the staff; of
     *     two characters or more
     * @param regions where the patients telephone, as codes of ISO 3166; if none, some large ones
     */
    public Scrubber(Collection<String> studyNames, Collection<String> regions) {
        study = new OwnNames(studyNames);
        telephones = regions.isEmpty() ? USUAL : new Telephones(regions);
    }

    /** Whether a code of ISO 3166 is of a region whose telephones are known. */
    public static boolean knowsRegion(String code) {
        return Telephones.knows(code);
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
        return scrub(text, rowNames.isEmpty() ? NO_NAMES : new OwnNames(rowNames), tally);
    }

    /** The same for the cells of one column, row by row; of one thread. */
    public CellScrubber cells(Tally tally) {
        return new CellScrubber(this, tally);
    }

    private Findings found(Cursor page, OwnNames row) {
        Findings found = identifiers(page, telephones);
        study.find(page, found);
        row.find(page, found);
        return found;
    }

    String scrub(String text, OwnNames row, Tally tally) {
        Cursor page = new Cursor(text);
        return found(page, row).scrubbed(page, tally);
    }

    /** What is replaced in a text, in its order; for tests. */
    List<Span> spans(String text) {
        return found(new Cursor(text), NO_NAMES).resolved();
    }

    /** What shows by itself or by the words around it that it is an identifier. */
    static Findings identifiers(Cursor page) {
        return identifiers(page, USUAL);
    }

    private static Findings identifiers(Cursor page, Telephones telephones) {
        Findings found = new Findings();
        new Scan(page).run();
        page.found().forEach(found::add);
        for (Recognizer recognizer : RECOGNIZERS) {
            recognizer.find(page, found);
        }
        telephones.find(page, found);
        return found;
    }
}
