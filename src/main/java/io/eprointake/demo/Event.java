package io.eprointake.demo;

import java.io.IOException;
import java.time.Instant;

/** Something that somebody does at a moment. */
record Event(Instant at, Act act) {

    /** Calls of the service. */
    @FunctionalInterface
    interface Act {
        void act() throws IOException, InterruptedException;
    }
}
