package io.eprointake.analysis.embedded;

import java.util.List;

/** Finds in a sentence's plain words the phrases of a lexicon. */
interface Phrases {

    /**
     * Where a phrase of a topic stands.
     *
     * @param start in the sentence's plain text
     * @param end behind its last character
     */
    record Span(Topic topic, int start, int end) {

        boolean overlaps(Span other) {
            return start < other.end && other.start < end;
        }
    }

    /** Takes in one phrase. */
    void add(Topic topic, String phrase);

    /** Every place where a phrase stands; places of one topic may overlap. */
    List<Span> find(String plain);
}
