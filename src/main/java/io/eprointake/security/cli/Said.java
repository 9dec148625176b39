package io.eprointake.security.cli;

import io.eprointake.report.Scope;
import io.eprointake.report.Subject;
import io.eprointake.security.May;
import io.eprointake.security.Role;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a new token says of its holder. */
final class Said {

    @Option(names = "--name", required = true, description = "Whose it is; it stands in the log.")
    private @Nullable String name;

    @Option(names = "--role", required = true, description = "One of: ${COMPLETION-CANDIDATES}.")
    private @Nullable Role role;

    @Option(names = "--may", split = ",", description = "Granted: ${COMPLETION-CANDIDATES}.")
    private Set<May> may = EnumSet.noneOf(May.class);

    @Option(names = "--study", split = ",", description = "Its studies; all when left out.")
    private @Nullable Set<String> studies;

    @Option(names = "--site", split = ",", description = "Its sites; all when left out.")
    private @Nullable Set<String> sites;

    @Option(names = "--days", defaultValue = "90", description = "How long it lasts.")
    private int days;

    String name() {
        return Objects.requireNonNull(name);
    }

    Role role() {
        return Objects.requireNonNull(role);
    }

    Set<May> may() {
        return may;
    }

    Scope scope(@Nullable String subject) {
        return new Scope(studies, sites, subject == null ? null : new Subject(subject));
    }

    int days() {
        return days;
    }

    Duration life() {
        return Duration.ofDays(days);
    }
}
