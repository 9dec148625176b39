package io.eprointake.dashboard;

import io.eprointake.audit.Act.Change;
import io.eprointake.audit.Act.What;
import io.eprointake.audit.TrailSearch.Asked;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.report.PlainText;
import io.eprointake.report.Scope;
import io.eprointake.security.Caller;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of the audit trail somebody asks for, as they wrote it; what is left out is any.
 *
 * @param from the earliest
 * @param to before this
 * @param what the word of a kind of acts
 * @param by the name of who did it
 * @param about what it was done to, as an entry says it
 */
record TrailFilter(
        @Nullable String from,
        @Nullable String to,
        @Nullable String what,
        @Nullable String by,
        @Nullable String about,
        @Nullable String study) {

    private static final int LONGEST = 200;

    /**
     * The same, of what the caller may see.
     *
     * @throws Refused when a value cannot be meant, or nothing of the trail is the caller's
     */
    Asked asked(Caller caller) {
        Scope scope = caller.scope();
        if (scope.sites() != null || scope.subject() != null) {
            throw new Refused(
                    Problem.FORBIDDEN,
                    "An entry does not say of which site it is: the trail is for who sees all sites.");
        }
        Instant earliest = instant("from", from);
        Instant before = instant("to", to);
        if (earliest != null && before != null && !earliest.isBefore(before)) {
            throw invalid("from must be before to.");
        }
        return new Asked(
                studies(scope),
                earliest,
                before,
                kinds(caller),
                text("by", by),
                text("about", about),
                TrailLine.words(caller));
    }

    private @Nullable Set<String> studies(Scope scope) {
        String wanted = plainStudy();
        if (wanted == null) {
            return scope.studies();
        }
        return scope.coversStudy(wanted) ? Set.of(wanted) : Set.of();
    }

    @Nullable String plainStudy() {
        String given = text("study", study);
        return given == null ? null : PlainText.of(given);
    }

    /** Nobody learns by asking what is not told them of an entry. */
    private @Nullable Set<What> kinds(Caller caller) {
        Set<What> any = about == null ? null : TrailLine.kindsThatSayAboutWhat(caller);
        if (what == null) {
            return any;
        }
        What kind =
                What.of(what).orElseThrow(() -> invalid("what must be one of " + words() + "."));
        return any == null || any.contains(kind) ? Set.of(kind) : Set.of();
    }

    private static String words() {
        return Arrays.stream(What.values()).map(What::word).collect(Collectors.joining(", "));
    }

    private static @Nullable String text(String name, @Nullable String given) {
        if (given != null
                && (given.isBlank()
                        || given.length() > LONGEST
                        || given.chars().anyMatch(Character::isISOControl))) {
            throw invalid(
                    "%s must be of 1 to %d characters, none of which is a control."
                            .formatted(name, LONGEST));
        }
        return given;
    }

    private static @Nullable Instant instant(String name, @Nullable String given) {
        try {
            Instant instant = given == null ? null : Instant.parse(given);
            if (instant == null || instant.toEpochMilli() >= 0) {
                return instant;
            }
        } catch (DateTimeException | ArithmeticException e) {
            // Falls through.
        }
        throw invalid(name + " must be a time since 1970 with its zone, as 2026-03-01T08:00:00Z.");
    }

    /** What was given, for the trail; about what is the record of that entry. */
    Change[] changes() {
        return Stream.of(
                        new Change("from", null, from),
                        new Change("to", null, to),
                        new Change("what", null, what),
                        new Change("by", null, by))
                .filter(change -> change.now() != null)
                .toArray(Change[]::new);
    }

    /** Not about what: it may be a subject. */
    @Override
    public String toString() {
        return "TrailFilter[" + what + "]";
    }

    private static Refused invalid(String detail) {
        return new Refused(Problem.INVALID_PARAMETER, detail);
    }
}
