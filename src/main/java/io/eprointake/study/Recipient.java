package io.eprointake.study;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
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
 * @param scoreAtLeast of scores from this one on, and of what has none
 */
public record Recipient(
        String name,
        String role,
        @Nullable String email,
        @Nullable URI webhook,
        @Nullable List<String> rules,
        @Nullable List<String> sites,
        @Nullable Boolean redFlagsOnly,
        @Nullable Integer scoreAtLeast) {

    /** One that no header of an e-mail could be made of. */
    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}");

    @JsonCreator
    public Recipient {
        Names.word("name", name);
        Names.word("role", role);
        if ((email == null) == (webhook == null)) {
            throw new IllegalArgumentException(
                    name + ": must have an email or a webhook, and not both");
        }
        if (email != null && !isAddress(email)) {
            throw new IllegalArgumentException(name + ": email must be one e-mail address");
        }
        if (webhook != null && !isWebhook(webhook)) {
            throw new IllegalArgumentException(
                    name
                            + ": webhook must begin with https:// and a host, without user and fragment");
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
                        || (!Boolean.TRUE.equals(redFlagsOnly)
                                && (scoreAtLeast == null
                                        || score == null
                                        || score >= scoreAtLeast)));
    }

    /** Whether a text is one e-mail address and no more. */
    public static boolean isAddress(String text) {
        return ADDRESS.matcher(text).matches();
    }

    private static boolean isWebhook(URI address) {
        return ("https".equalsIgnoreCase(address.getScheme())
                        || "http".equalsIgnoreCase(address.getScheme()))
                && address.getHost() != null
                && address.getPort() <= 65_535
                && address.getUserInfo() == null
                && address.getRawFragment() == null;
    }

    /** Not the address: it may be a person's. */
    @Override
    public String toString() {
        return "Recipient[" + name + "]";
    }
}
