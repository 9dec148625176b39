package io.eprointake;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Says at start who can reach the service: it knows no callers yet, so whoever reaches it may use
 * it.
 */
@Component
class Exposure {

    private static final Logger log = LoggerFactory.getLogger(Exposure.class);

    private final @Nullable InetAddress service;
    private final @Nullable InetAddress management;

    Exposure(
            @Value("${server.address:#{null}}") @Nullable InetAddress service,
            @Value("${management.server.address:#{null}}") @Nullable InetAddress management) {
        this.service = service;
        this.management = management;
    }

    @EventListener(ApplicationReadyEvent.class)
    void say() {
        if (loopback(service) && loopback(management)) {
            log.info("Only this machine can reach the service: nothing authenticates its callers");
        } else {
            log.warn(
                    "Other machines can reach the service (server.address or management.server.address),"
                            + " and nothing authenticates its callers");
        }
    }

    private static boolean loopback(@Nullable InetAddress address) {
        return address != null && address.isLoopbackAddress();
    }
}
