package io.eprointake.deidentify.text;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes identifiers out of free text in English and Chinese: each is replaced by its kind, such as
 * {@code [NAME]}; and, unless it is {@link #lenient()}, whatever is not known to be harmless. What
 * is found, and what is missed, is in {@code src/docs/deidentify-text.md}. Immutable; for use by
 * many threads. The time is in proportion to the length of the text.
 */
public final class Scrubber {

    private static final List<Recognizer> RECOGNIZERS =
            List.of(new FormRecognizer("/deidentify/recognizers.yaml"), new SpokenEmails());

    private static final OwnNames NO_NAMES = new OwnNames(List.of());

    private static final Telephones USUAL = new Telephones(Telephones.USUAL);

    private final OwnNames study;

    /** Those of the run. */
    private final KnownNames known;

    private final Telephones telephones;

    /** The last one; null if what is unknown stays. */
    private final @Nullable Recognizer unknown;

    /** For a study that says nothing of its own words, nor where its patients are. */
    public Scrubber(Collection<String> studyNames) {
        this(studyNames, List.of(), List.of());
    }

    /**
     * @param studyNames names that are to go wherever they stand, such as those of the staff; of
     *     two characters or more
     * @param studyWords words that stay, such as those of its drugs and devices
     * @param regions where the patients telephone, as codes of ISO 3166; if none, some large ones
     */
    public Scrubber(
            Collection<String> studyNames,
            Collection<String> studyWords,
            Collection<String> regions) {
        this(
                new OwnNames(studyNames),
                KnownNames.none(),
                regions.isEmpty() ? USUAL : new Telephones(regions),
                new Unknown(new Harmless(studyWords)));
    }

    private Scrubber(
            OwnNames study, KnownNames known, Telephones telephones, @Nullable Recognizer unknown) {
        this.study = study;
        this.known = known;
        this.telephones = telephones;
        this.unknown = unknown;
    }

    /** Whether a code of ISO 3166 is of a region whose telephones are known. */
    public static boolean knowsRegion(String code) {
        return Telephones.knows(code);
    }

    /** The same, but what is not known to identify stays. */
    public Scrubber lenient() {
        return new Scrubber(study, known, telephones, null);
    }

    /** The same, but the names of a run go too. */
    public Scrubber knowing(KnownNames names) {
        return new Scrubber(study, names, telephones, unknown);
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
        return scrub(text, namesOf(rowNames), tally);
    }

    /** The same for the cells of one column, row by row; of one thread. */
    public CellScrubber cells(Tally tally) {
        return new CellScrubber(this, tally);
    }

    static OwnNames namesOf(List<String> row) {
        return row.isEmpty() ? NO_NAMES : new OwnNames(row);
    }

    String scrub(String text, OwnNames row, Tally tally) {
        TextPage page = new TextPage(text);
        return found(page, row).scrubbed(page, tally);
    }

    /** What is replaced in a text, in its order; for tests. */
    List<Span> spans(String text) {
        TextPage page = new TextPage(text);
        return found(page, NO_NAMES).resolved().stream()
                .map(span -> new Span(page.place(span.from()), page.place(span.to()), span.kind()))
                .toList();
    }

    private FoundSpans found(TextPage page, OwnNames row) {
        FoundSpans found = identifiers(page, telephones);
        study.find(page, found);
        known.find(page, found);
        row.find(page, found);
        if (unknown != null) {
            unknown.find(page, found);
        }
        return found;
    }

    /** What shows by itself or by the words around it that it is an identifier. */
    static FoundSpans identifiers(TextPage page) {
        return identifiers(page, USUAL);
    }

    private static FoundSpans identifiers(TextPage page, Telephones telephones) {
        FoundSpans found = new FoundSpans();
        new Scan(page).run();
        page.found(found);
        for (Recognizer recognizer : RECOGNIZERS) {
            recognizer.find(page, found);
        }
        telephones.find(page, found);
        return found;
    }
}
