package io.eprointake.alerts;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where an alert stands. */
public enum AlertState {
    /** Nobody answered it yet. */
    OPEN,
    /** Nobody answered it within the study's limit, and a further role was told. */
    ESCALATED,
    /** Somebody said what they did about it. */
    ACKNOWLEDGED,
    /** A report that came later showed that it was none. */
    WITHDRAWN;

    /** As it is written. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The state of exactly this word. */
    public static Optional<AlertState> of(String word) {
        return Arrays.stream(values()).filter(state -> state.word().equals(word)).findFirst();
    }
}
