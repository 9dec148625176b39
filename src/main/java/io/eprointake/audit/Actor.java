package io.eprointake.audit;

import org.jspecify.annotations.Nullable;

/**
 * Who did something, and from where. It identifies no patient: a phone is known by its device.
 *
 * @param name of a person, as the identity provider has it, of a token or a device
 * @param role null for the service itself
 * @param sites for which they speak, separated by commas; null for all
 * @param device null unless it is a patient's phone
 * @param origin the address that the request came from, or {@code service}
 */
public record Actor(
        String name,
        @Nullable String role,
        @Nullable String sites,
        @Nullable String device,
        String origin) {

    /** What nobody asked for. */
    public static final Actor SERVICE = new Actor("service", null, null, null, "service");
}
