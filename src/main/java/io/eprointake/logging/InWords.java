package io.eprointake.logging;

/** A failure that says itself which of a few it is. */
public interface InWords {

    /** The same for all that are alike, without anything that was sent. */
    String inWords();
}
