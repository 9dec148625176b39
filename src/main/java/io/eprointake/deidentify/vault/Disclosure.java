package io.eprointake.deidentify.vault;

import java.time.Instant;

/**
 * One row of the trail: who asked for which original, when and why.
 *
 * @param at UTC
 * @param by the operating system's name of the user
 * @param domain empty when none was named and none found
 */
record Disclosure(
        String at, String by, String pseudonym, String domain, String outcome, String reason) {

    static Disclosure of(Revealed revealed, Instant at, String by, String reason) {
        Place place = revealed.place();
        return new Disclosure(
                at.toString(), by, place.pseudonym(), place.domain(), revealed.outcome(), reason);
    }
}
