package io.eprointake.security;

import io.eprointake.audit.Actor;
import io.eprointake.report.Scope;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

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

    /**
     * As the audit trail has them.
     *
     * @param origin the address that they call from
     */
    public Actor actor(String origin) {
        return new Actor(
                name,
                role.word(),
                scope.sites() == null ? null : String.join(",", new TreeSet<>(scope.sites())),
                name.startsWith(Devices.NAMED) && role == Role.PATIENT
                        ? name.substring(Devices.NAMED.length())
                        : null,
                origin);
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
