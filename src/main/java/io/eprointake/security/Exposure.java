package io.eprointake.security;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a service that made its own keys to this machine: they are for trying it out, and lie in a
 * file beside the data.
 */
final class Exposure {

    private Exposure() {}

    /**
     * @param addresses to which the ports are bound; null for all addresses
     * @throws IllegalStateException when others could reach it
     */
    static void check(@Nullable InetAddress... addresses) {
        for (InetAddress address : addresses) {
            if (address == null || !address.isLoopbackAddress()) {
                throw new IllegalStateException(
                        "server.address and management.server.address must be loopback as long as no"
                                + " identity provider or key is configured: set"
                                + " spring.security.oauth2.resourceserver.jwt.issuer-uri or"
                                + " jwk-set-uri, and audiences");
            }
        }
    }
}
