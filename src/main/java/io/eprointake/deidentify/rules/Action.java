package io.eprointake.deidentify.rules;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;

/** What is done to the values of a column. The names are those of the rules file. */
public enum Action {
    /** Handed on as it is; values that look like an identifier fail the file. */
    KEEP,
    /** The column goes, its header too. */
    DROP,
    /** A keyed HMAC in its place: the same value gives the same pseudonym in every file. */
    PSEUDONYM,
    /** A date moved by whole days, the same number for all dates of one subject. */
    SHIFT_DATE,
    /** The year of a date. */
    YEAR,
    /**
     * The first three digits of a ZIP code, or 000 where they cover 20,000 people or fewer (45 CFR
     * 164.514(b)(2)(i)(B)). Under the profile china, the province's two digits of a postcode.
     */
    ZIP3,
    /** An age in years; 90 and more become {@code 90+} (45 CFR 164.514(b)(2)(i)(C)). */
    AGE,
    /** A range for a number, a group for a value, or the first characters of a code. */
    GENERALIZE,
    /** An asterisk for each character but the last few. */
    MASK,
    /** Free text, with the identifiers found in it taken out. */
    SCRUB,
    /** Nobody has decided yet: stops the file. It is what {@code suggest} writes when unsure. */
    REVIEW;

    /** Whether a value is read, so that one may not fit, and is then left empty. */
    public boolean reads() {
        return EnumSet.of(SHIFT_DATE, YEAR, ZIP3, AGE, GENERALIZE).contains(this);
    }

    /**
     * @throws IllegalArgumentException when there is no such action; says which there are
     */
    @JsonCreator
    static Action read(String word) {
        return Arrays.stream(values())
                .filter(action -> action.toString().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                word + " is none of " + Arrays.toString(values())));
    }

    /** As the rules file and the report spell it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
