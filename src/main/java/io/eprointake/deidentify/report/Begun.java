package io.eprointake.deidentify.report;

import io.eprointake.deidentify.rules.Action;
import io.eprointake.deidentify.rules.Profile;
import java.time.LocalDate;
import java.util.Map;

/**
 * How a run was begun; what is to go on with it must be begun alike, or files of one folder would
 * differ in how they were de-identified.
 *
 * @param rulesSha256 of the rules file
 * @param keyFingerprint says which key it was, and nothing of the key
 */
public record Begun(
        String version,
        String rulesSha256,
        String keyFingerprint,
        Profile profile,
        LocalDate asOf,
        Map<String, Action> uncovered,
        boolean vault) {

    /** The same on another day. */
    public Begun on(LocalDate day) {
        return new Begun(version, rulesSha256, keyFingerprint, profile, day, uncovered, vault);
    }
}
