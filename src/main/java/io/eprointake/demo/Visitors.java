package io.eprointake.demo;

import io.eprointake.report.Scope;
import io.eprointake.sealing.OwnerOnly;
import io.eprointake.security.LocalTokens;
import io.eprointake.security.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** Whoever watches, and may look at the page as one of three. */
final class Visitors {

    private static final Duration LIFE = Duration.ofDays(1);

    private Visitors() {}

    /** Has a nurse of the {@link Trial#SHOWN} sites; the service made a token for the others. */
    static void admit(LocalTokens tokens, Path folder) throws IOException {
        Scope sites = new Scope(Set.of(Trial.STUDY), Set.copyOf(Trial.SHOWN), null);
        OwnerOnly.write(
                folder.resolve("site.jwt"),
                tokens.sign("nurse of four sites", Role.SITE, Set.of(), sites, LIFE),
                true);
    }

    /** How they sign in. */
    static String welcome(String address, Path folder) {
        return """

        Open %s and sign in with what one of these prints:
          site staff   cat %s/site.jwt
          study team   cat %<s/analyst.jwt
          operations   cat %<s/ops.jwt
        """
                .formatted(address, folder);
    }
}
