package io.eprointake.analysis.embedded;

/** What the analyzer decides with, to be left out one at a time and see what it was worth. */
enum Part {
    /** What the pieces of a window mean. */
    MEANING,
    /** Which pieces they are, in runs of up to three. */
    WORDS,
    /** The phrases of symptoms and red flags. */
    PHRASES,
    /** The cues of who, whether and when. */
    CUES,
    /** What is learnt of who, whether and when. */
    CONTEXT,
    /** Reading words as they should have been spelled. */
    SPELLING
}
