package io.eprointake.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What an analyzer found in a narrative.
 *
 * @param analyzer which analyzer, and which version of it
 * @param redFlags what a person must see at once; each raises an alert
 * @param possibleRedFlags what may be one: shown beside the others, and no alert
 */
public record Analysis(
        String analyzer,
        List<Signal> signals,
        List<RedFlag> redFlags,
        List<RedFlag> possibleRedFlags) {

    /** What was stored before there were possible ones has none. */
    public Analysis {
        possibleRedFlags = possibleRedFlags == null ? List.of() : possibleRedFlags;
    }

    public Analysis(String analyzer, List<Signal> signals, List<RedFlag> redFlags) {
        this(analyzer, signals, redFlags, List.of());
    }

    /**
     * Of a report without narrative: there is nothing to analyze, and that is all there is to say.
     */
    public static final Analysis OF_NOTHING = new Analysis("none", List.of(), List.of());

    /**
     * A symptom that the patient mentions and does not deny.
     *
     * @param group the PRO-CTCAE symptom group, 1 to 80
     * @param confidence 0 to 1
     * @param evidence the words of the narrative that say so
     */
    public record Signal(int group, String symptom, double confidence, String evidence) {

        @Override
        public String toString() {
            return "Signal[redacted]";
        }
    }

    /**
     * Something a person must see at once.
     *
     * @param kind a stable word, for example {@code suicidality}
     * @param evidence the words of the narrative that say so
     * @param past whether the patient tells of it as over; it is as red, and an alert all the same
     */
    public record RedFlag(
            String kind,
            String evidence,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean past) {

        public RedFlag(String kind, String evidence) {
            this(kind, evidence, false);
        }

        @Override
        public String toString() {
            return "RedFlag[redacted]";
        }
    }

    /** Counts only, never a finding. */
    @Override
    public String toString() {
        return "Analysis[%s, %d signals, %d red flags]"
                .formatted(analyzer, signals.size(), redFlags.size());
    }
}
