package io.eprointake.deidentify.rules;

import com.fasterxml.jackson.annotation.JsonValue;
import io.eprointake.deidentify.text.Kind;
import java.util.Locale;

/** How far the rules must go at the least. A profile tightens a rule, and never loosens one. */
public enum Profile {
    /**
     * HIPAA's Safe Harbor, 45 CFR 164.514(b)(2): no date finer than a year, so what would be
     * shifted becomes its year.
     */
    SAFE_HARBOR,
    /** DateSpelling may stay, shifted; ZIP codes and ages as under Safe Harbor. */
    LIMITED_DATES,
    /** As limited-dates, with Chinese postcodes in place of ZIP codes. */
    CHINA;

    /** The rule as this profile has it. */
    public ColumnRule tighten(ColumnRule rule) {
        return this == SAFE_HARBOR && rule.action() == Action.SHIFT_DATE
                ? rule.with(Action.YEAR)
                : rule;
    }

    /** Whether a column may be told to let identifiers of a kind remain. */
    public boolean mayAllow(Kind kind) {
        return !(this == SAFE_HARBOR && kind == Kind.DATE);
    }

    /** As the command line and the report spell it. */
    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
