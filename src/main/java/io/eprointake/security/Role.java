package io.eprointake.security;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody is to the service. Each caller has exactly one. */
public enum Role {
    /** A patient's phone: the own subject's reports. */
    PATIENT,
    /** A site's staff: its own reports, phones and enrollment. */
    SITE,
    /** A program, such as a site's own system or a scraper: what its token says. */
    SYSTEM,
    /** The count of enrolled patients, and nothing of them. */
    DASHBOARD,
    /** Reads all sites, and none of the patients' words unless that is granted. */
    ANALYST,
    /** Runs the service: its management port, its tokens and its queues; no clinical data. */
    OPS;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of exactly this word. */
    public static Optional<Role> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }
}
