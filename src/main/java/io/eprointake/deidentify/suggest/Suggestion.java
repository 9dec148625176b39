package io.eprointake.deidentify.suggest;

import io.eprointake.deidentify.rules.Action;
import io.eprointake.deidentify.rules.ColumnRule;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is proposed for a column, and why. The reason names no value.
 *
 * @param quasiIdentifier whether it may single a person out together with others
 */
record Suggestion(ColumnRule rule, String reason, boolean quasiIdentifier) {

    static Suggestion of(Action action, String reason) {
        return new Suggestion(ColumnRule.of(action), reason, false);
    }

    static Suggestion pseudonym(String domain, String reason) {
        return new Suggestion(rule(Action.PSEUDONYM, domain, null, false), reason, false);
    }

    static Suggestion date(Action action, @Nullable String format, boolean birth, String reason) {
        return new Suggestion(rule(action, null, format, birth), reason, birth);
    }

    Suggestion asQuasiIdentifier() {
        return new Suggestion(rule, reason, rule.action() != Action.REVIEW);
    }

    private static ColumnRule rule(
            Action action, @Nullable String domain, @Nullable String format, boolean birth) {
        return new ColumnRule(action, domain, format, birth, null, Map.of(), null, null, Set.of());
    }
}
