package io.eprointake.security;

import io.eprointake.report.PlainText;
import io.eprointake.report.Scope;
import io.eprointake.report.Subject;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads from a token's claims who its holder is. Whatever is not clear lets nobody in. */
final class ClaimsReader {

    /** As many sites, or studies, as one person has at the most. */
    private static final int MOST = 200;

    private static final Object ABSENT = new Object();

    private final SecurityProperties settings;

    ClaimsReader(SecurityProperties settings) {
        this.settings = settings;
    }

    /**
     * The caller whom the claims describe.
     *
     * @throws Unclear when they say no role, several, or not whose reports are theirs
     */
    Caller read(String name, Map<String, Object> claims, Instant until) {
        Role role = role(claims);
        Set<String> sites = names(claims, settings.claims().sites());
        Set<String> studies = names(claims, settings.claims().studies());
        Object subject = value(claims, settings.claims().subject());
        if (role == Role.SITE && sites == null) {
            throw new Unclear("no sites");
        }
        Subject own = null;
        if (role == Role.PATIENT) {
            if (!one(sites) || !one(studies) || !(subject instanceof String text)) {
                throw new Unclear("a patient without one study, site and subject");
            }
            own = new Subject(plain(text));
        }
        Scope scope = new Scope(studies, sites, own);
        if (!settings.sites().isEmpty() && sites != null) {
            scope = scope.within(settings.sites());
        }
        if (scope.empty()) {
            throw new Unclear("no site or study that there is");
        }
        return new Caller(name, role, may(claims), scope, until);
    }

    private Role role(Map<String, Object> claims) {
        List<?> words = list(value(claims, settings.claims().role()), "role");
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (Object word : words) {
            role(word).ifPresent(roles::add);
        }
        if (roles.size() != 1) {
            throw new Unclear(roles.isEmpty() ? "no role" : "several roles");
        }
        return roles.iterator().next();
    }

    private Optional<Role> role(Object word) {
        if (settings.roles().isEmpty()) {
            return word instanceof String text ? Role.of(text) : Optional.empty();
        }
        return Optional.ofNullable(settings.roles().get(word));
    }

    private Set<May> may(Map<String, Object> claims) {
        Set<May> may = EnumSet.noneOf(May.class);
        Object value = value(claims, settings.claims().may());
        for (Object word : value == ABSENT ? List.of() : list(value, "grants")) {
            if (word instanceof String text) {
                May.of(text).ifPresent(may::add);
            }
        }
        return may;
    }

    /** Null when the claim is absent: then it is all. */
    private static @Nullable Set<String> names(Map<String, Object> claims, String path) {
        Object value = value(claims, path);
        if (value == ABSENT) {
            return null;
        }
        List<?> values = list(value, path);
        if (values.size() > MOST) {
            throw new Unclear("more than " + MOST + " names");
        }
        Set<String> names = new HashSet<>();
        for (Object name : values) {
            names.add(plain(name instanceof String text ? text : ""));
        }
        return names;
    }

    private static boolean one(@Nullable Set<String> names) {
        return names != null && names.size() == 1;
    }

    private static String plain(String text) {
        String plain = PlainText.of(text);
        if (plain.isEmpty()) {
            throw new Unclear("a name that is none");
        }
        return plain;
    }

    private static List<?> list(@Nullable Object value, String what) {
        return switch (value) {
            case String one -> List.of(one);
            case List<?> several -> several;
            case null, default -> throw new Unclear("no usable " + what);
        };
    }

    /** What stands under a name, or along a dotted path; {@link #ABSENT} when nothing does. */
    private static @Nullable Object value(Map<?, ?> claims, String path) {
        if (claims.containsKey(path)) {
            return claims.get(path);
        }
        int dot = path.indexOf('.');
        return dot > 0 && claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner
                ? value(inner, path.substring(dot + 1))
                : ABSENT;
    }

    /** Why claims let nobody in; the words are the service's own. */
    static final class Unclear extends RuntimeException {
        Unclear(String why) {
            super(why, null, false, false);
        }
    }
}
