package io.eprointake.deidentify.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.eprointake.deidentify.rules.Action;
import io.eprointake.deidentify.rules.Profile;
import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a run was begun; what is to go on with it must be begun alike, or files of one folder would
 * differ in how they were de-identified.
 *
 * @param rulesSha256 of the rules file
 * @param keyFingerprint says which key it was, and nothing of the key
 * @param vault the name of the vault that has the originals; null when none keeps them
 */
public record Begun(
        String version,
        String rulesSha256,
        String keyFingerprint,
        Profile profile,
        LocalDate asOf,
        Map<String, Action> uncovered,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String vault) {

    /** The same on another day. */
    public Begun on(LocalDate day) {
        return new Begun(version, rulesSha256, keyFingerprint, profile, day, uncovered, vault);
    }

    /** Whether originals of the two are kept in one vault, or both times in none. */
    public boolean hasVaultOf(Begun other) {
        return Objects.equals(vault, other.vault);
    }
}
