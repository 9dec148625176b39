package io.eprointake.security;

import io.eprointake.report.Scope;
import java.time.Instant;
import java.util.Set;

/**
 * Somebody who was let in.
 *
 * @param name of a person, as the identity provider has it, or of a token; it identifies no patient
 * @param may what is granted beside the role
 * @param scope whose reports are theirs
 * @param until when their token ends
 */
public record Caller(String name, Role role, Set<May> may, Scope scope, Instant until) {

    public Caller {
        may = Set.copyOf(may);
    }

    public boolean may(May grant) {
        return may.contains(grant);
    }

    /** The same, for longer. */
    Caller until(Instant later) {
        return new Caller(name, role, may, scope, later);
    }

    /** Not the scope: it may have a subject in it. */
    @Override
    public String toString() {
        return "Caller[" + name + ", " + role + "]";
    }
}
