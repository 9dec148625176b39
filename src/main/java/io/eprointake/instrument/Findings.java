package io.eprointake.instrument;

import io.eprointake.report.Finding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers what cleaning sees in one report, in the order it is seen. */
final class Findings {

    private final List<Finding> all = new ArrayList<>(4);

    Findings() {}

    /** Goes on from what was seen before. */
    Findings(List<Finding> before) {
        all.addAll(before);
    }

    /** Something a person must look at. */
    void doubt(String rule, String field, @Nullable String sent) {
        all.add(new Finding(rule, true, field, sent, null));
    }

    /** Something worth knowing that leaves the report beyond doubt. */
    void note(String rule, String field, @Nullable String sent, @Nullable Integer takenAs) {
        all.add(new Finding(rule, false, field, sent, takenAs));
    }

    List<Finding> all() {
        return List.copyOf(all);
    }
}
