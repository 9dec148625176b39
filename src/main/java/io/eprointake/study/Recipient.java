package io.eprointake.study;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is told of alerts, by e-mail or by a webhook. What is not said does not restrict.
 *
 * @param name a stable word for it, by which failures are told
 * @param role of those that answer alerts: told when an alert comes to that role
 * @param email an address
 * @param webhook where it is posted to
 * @param rules of these alert rules only
 * @param sites of these sites only
 * @param redFlagsOnly of nothing but what cannot wait
 * @param scoreAtLeast of red flags, and of scores from this one on
 */
public record Recipient(
        String name,
        String role,
        @Nullable String email,
        @Nullable URI webhook,
        @Nullable List<String> rules,
        @Nullable List<String> sites,
        boolean redFlagsOnly,
        @Nullable Integer scoreAtLeast) {

    @JsonCreator
    public Recipient {
        Names.word("name", name);
        Names.word("role", role);
        if ((email == null) == (webhook == null)) {
            throw new IllegalArgumentException(
                    name + ": must have an email or a webhook, and not both");
        }
        rules = rules == null ? null : List.copyOf(rules);
        sites = sites == null ? null : List.copyOf(sites);
    }

    /**
     * Whether an alert is told here when it comes to this role.
     *
     * @param score null for a red flag without one
     */
    public boolean wants(String rule, String site, boolean redFlag, @Nullable Integer score) {
        return (rules == null || rules.contains(rule))
                && (sites == null || sites.contains(site))
                && (redFlag
                        || (!redFlagsOnly
                                && (scoreAtLeast == null
                                        || (score != null && score >= scoreAtLeast))));
    }

    /** Not the address: it may be a person's. */
    @Override
    public String toString() {
        return "Recipient[" + name + "]";
    }
}
