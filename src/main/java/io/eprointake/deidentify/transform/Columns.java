package io.eprointake.deidentify.transform;

import io.eprointake.deidentify.rules.Action;
import io.eprointake.deidentify.rules.ColumnRule;
import io.eprointake.deidentify.rules.Profile;
import io.eprointake.deidentify.text.CellScrubber;
import io.eprointake.deidentify.text.Scrubber;
import io.eprointake.deidentify.text.Tally;
import io.eprointake.deidentify.vault.Batch;
import io.eprointake.deidentify.vault.Pseudonyms;
import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the columns of a file from its rules.
 *
 * @param asOf the day on which ages are counted
 * @param uncovered what is done, by the user's own word, to columns that no rule covers
 * @param pseudonyms of one thread, and so are these
 * @param vault where originals are kept; null when they are not
 */
public record Columns(
        Profile profile,
        LocalDate asOf,
        Map<String, Action> uncovered,
        Scrubber scrubber,
        Pseudonyms pseudonyms,
        @Nullable Batch vault) {

    private static final String DEFAULT_DOMAIN = "id";

    public Column of(String name, int index, ColumnRule asked) {
        ColumnRule rule = profile.tighten(asked);
        var found = new Tally();
        Transform transform =
                switch (rule.action()) {
                    case KEEP -> (value, row) -> value;
                    case DROP -> (value, row) -> "";
                    case PSEUDONYM -> {
                        String domain = Objects.requireNonNullElse(rule.domain(), DEFAULT_DOMAIN);
                        yield (value, row) -> pseudonym(domain, value);
                    }
                    case SHIFT_DATE -> Transforms.shift(rule, asOf);
                    case YEAR -> Transforms.year(rule, asOf);
                    case ZIP3 -> Transforms.zip3(profile);
                    case AGE -> Transforms::age;
                    case GENERALIZE -> Transforms.generalize(rule);
                    case MASK -> Transforms.mask(rule);
                    case SCRUB -> {
                        CellScrubber cells = scrubber.cells(found);
                        yield (value, row) -> cells.scrub(value, row.identifiers());
                    }
                    case REVIEW -> throw new IllegalArgumentException("nobody has decided");
                };
        return new Column(name, index, asked, rule, transform, found);
    }

    /** Has what was made a pseudonym of kept, durably, if it is to be kept. */
    public void flush() {
        if (vault != null) {
            vault.flush();
        }
    }

    private String pseudonym(String domain, String value) {
        String pseudonym = pseudonyms.of(domain, value);
        if (vault != null) {
            vault.add(domain, pseudonym, value);
        }
        return pseudonym;
    }
}
