package io.eprointake.analysis;

import java.io.IOException;

/** The analyzer answered, but not with an analysis. */
final class UnreadableAnswer extends IOException {

    /**
     * Says what was wrong.
     *
     * @param message without a word of the answer
     */
    UnreadableAnswer(String message) {
        super(message);
    }
}
