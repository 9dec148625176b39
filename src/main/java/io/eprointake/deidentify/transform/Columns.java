package io.eprointake.deidentify.transform;

import io.eprointake.deidentify.rules.Action;
import io.eprointake.deidentify.rules.ColumnRule;
import io.eprointake.deidentify.rules.HeaderWords;
import io.eprointake.deidentify.rules.Profile;
import io.eprointake.deidentify.text.CellScrubber;
import io.eprointake.deidentify.text.Scrubber;
import io.eprointake.deidentify.text.Tally;
import io.eprointake.deidentify.vault.Batch;
import io.eprointake.deidentify.vault.Pseudonyms;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the columns of a file from its rules.
 *
 * @param asOf the day on which ages are counted
 * @param today no date of a person is later
 * @param scrubber asked for only where a text is scrubbed: its words take a second to read
 * @param uncovered what is done, by the user's own word, to columns that no rule covers
 * @param pseudonyms of one thread, and so are these
 * @param vault where originals are kept; null when they are not
 */
public record Columns(
        Profile profile,
        LocalDate asOf,
        LocalDate today,
        Map<String, Action> uncovered,
        Supplier<Scrubber> scrubber,
        Pseudonyms pseudonyms,
        @Nullable Batch vault) {

    private static final HeaderWords WORDS = new HeaderWords();

    public Column of(String name, int index, ColumnRule asked) {
        ColumnRule rule = profile.tighten(asked);
        var found = new Tally();
        var dates = new SeenDates(today);
        Transform transform =
                switch (rule.action()) {
                    case KEEP -> (value, row) -> value;
                    case DROP -> (value, row) -> "";
                    case PSEUDONYM -> {
                        String domain = Objects.requireNonNullElse(rule.domain(), name);
                        yield (value, row) -> pseudonym(domain, folded(value, rule));
                    }
                    case SHIFT_DATE -> Transforms.shift(rule, asOf, dates);
                    case YEAR -> Transforms.year(rule, asOf, dates);
                    case ZIP3 -> Transforms.zip3(profile);
                    case AGE -> Transforms::age;
                    case GENERALIZE -> Transforms.generalize(rule);
                    case MASK -> Transforms.mask(rule);
                    case SCRUB -> {
                        CellScrubber cells = made(rule).cells(found);
                        yield (value, row) -> cells.scrub(value, row.identifiers());
                    }
                    case REVIEW -> throw new IllegalArgumentException("nobody has decided");
                };
        var check = new ColumnCheck(rule, WORDS.saysAge(name));
        return new Column(name, index, asked, rule, transform, found, dates, check);
    }

    private Scrubber made(ColumnRule rule) {
        return rule.lenient() ? scrubber.get().lenient() : scrubber.get();
    }

    /** Has what was made a pseudonym of kept, durably, if it is to be kept. */
    public void flush() {
        if (vault != null) {
            vault.flush();
        }
    }

    /** The same, with ages counted on another day. */
    public Columns on(LocalDate day) {
        return new Columns(profile, day, today, uncovered, scrubber, pseudonyms, vault);
    }

    private static String folded(String value, ColumnRule rule) {
        return rule.ignoreCase() ? value.toLowerCase(Locale.ROOT) : value;
    }

    private String pseudonym(String domain, String value) {
        String pseudonym = pseudonyms.of(domain, value);
        if (vault != null) {
            vault.add(domain, pseudonym, value);
        }
        return pseudonym;
    }
}
