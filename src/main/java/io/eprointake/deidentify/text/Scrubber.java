package io.eprointake.deidentify.text;

import java.util.*;

public final class Scrubber {
    public Scrubber(Collection<String> names) {}

    public String scrub(String t, List<String> row, Tally tally) {
        return t;
    }
}
