package io.eprointake.deidentify.text;

/**
 * Finds identifiers of one sort, wherever they stand, in time in proportion to the text's length.
 * Immutable, for many threads. What others find at the same place is none of its business: {@link
 * FoundSpans} resolves that.
 */
interface Recognizer {

    void find(TextPage page, FoundSpans found);
}
