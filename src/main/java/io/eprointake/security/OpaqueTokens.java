package io.eprointake.security;

import io.eprointake.security.credential.KnownTokens;
import io.eprointake.security.credential.OpaqueToken;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Whose a phone's or a program's token is. Once it was seen, that costs no read of the store. */
final class OpaqueTokens {

    /** A token that is used is renewed once a day, not with each call. */
    private static final Duration RENEWED_AFTER = Duration.ofDays(1);

    private final Devices devices;
    private final SystemTokens systems;
    private final KnownTokens<Caller> known;
    private final SecurityProperties settings;
    private final InstantSource clock;
    private final Set<String> renewing = ConcurrentHashMap.newKeySet();

    OpaqueTokens(
            Devices devices,
            SystemTokens systems,
            KnownTokens<Caller> known,
            SecurityProperties settings,
            InstantSource clock) {
        this.devices = devices;
        this.systems = systems;
        this.known = known;
        this.settings = settings;
        this.clock = clock;
    }

    static boolean is(String token) {
        return OpaqueToken.is(Devices.PREFIX, token) || OpaqueToken.is(SystemTokens.PREFIX, token);
    }

    /** Null when it must be looked up. */
    @Nullable Caller known(String digest) {
        Caller caller = known.find(digest);
        return caller != null && clock.instant().isBefore(caller.until()) ? caller : null;
    }

    /** Looks it up; empty when it is none, has ended or was revoked. */
    Optional<Caller> find(String token, String digest) {
        long heard = known.heard();
        Optional<Caller> found =
                (token.startsWith(Devices.PREFIX) ? devices.find(digest) : systems.find(digest))
                        .filter(caller -> clock.instant().isBefore(caller.until()))
                        .flatMap(this::ofSitesThatAre);
        found.ifPresent(caller -> known.keep(digest, caller, heard));
        return found;
    }

    private Optional<Caller> ofSitesThatAre(Caller caller) {
        if (settings.sites().isEmpty() || caller.scope().sites() == null) {
            return Optional.of(caller);
        }
        var scope = caller.scope().within(settings.sites());
        return scope.empty()
                ? Optional.empty()
                : Optional.of(
                        new Caller(
                                caller.name(), caller.role(), caller.may(), scope, caller.until()));
    }

    /** A phone that is used stays in; nobody waits for that. */
    void used(Caller caller, String digest) {
        if (caller.role() == Role.PATIENT
                && clock.instant()
                        .plus(settings.deviceLife())
                        .minus(RENEWED_AFTER)
                        .isAfter(caller.until())
                && renewing.add(digest)) {
            renew(digest);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits: it is tried again when used
    private void renew(String digest) {
        long heard = known.heard();
        try {
            devices.renew(digest)
                    .whenComplete((renewed, failure) -> {
                        renewing.remove(digest);
                        Caller caller = known.find(digest);
                        if (renewed != null && caller != null) {
                            known.keep(digest, caller.until(renewed), heard);
                        }
                    });
        } catch (RuntimeException overloaded) {
            renewing.remove(digest);
        }
    }
}
