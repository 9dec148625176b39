package io.eprointake.notice;

import io.eprointake.leakwatch.Lookups;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks up a webhook's host, and lets none through of which one address is not public: else whoever
 * writes a study's file, or owns the name in it, could have the service call what only it reaches.
 * What is connected to is what was looked at, so a name that changes its address in between gains
 * nothing.
 */
final class PublicAddresses implements DnsResolver {

    private final Lookups lookups;
    private final boolean allowPrivate;

    PublicAddresses(Lookups lookups, boolean allowPrivate) {
        this.lookups = lookups;
        this.allowPrivate = allowPrivate;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses;
        try {
            addresses = lookups.await(host);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException("interrupted");
        }
        if (!allowPrivate && !Arrays.stream(addresses).allMatch(PublicAddresses::isPublic)) {
            throw new Refused();
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    /**
     * Whether it is one of the public internet's, by IANA's registries of special-purpose addresses
     * (RFC 6890). One that carries an IPv4 address (RFC 6052) is as public as that.
     */
    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return isPublic4(bytes, 0);
        }
        if (begins(bytes, 96, 0x00, 0x64, 0xff, 0x9b)) {
            return isPublic4(bytes, 12);
        }
        return begins(bytes, 3, 0x20) // global unicast
                && !begins(bytes, 23, 0x20, 0x01) // protocols, among them Teredo
                && !begins(bytes, 32, 0x20, 0x01, 0x0d, 0xb8) // documentation
                && !begins(bytes, 16, 0x20, 0x02) // 6to4
                && !begins(bytes, 20, 0x3f, 0xff); // documentation
    }

    private static boolean isPublic4(byte[] all, int from) {
        byte[] bytes = Arrays.copyOfRange(all, from, from + 4);
        return !(begins(bytes, 8, 0)
                || begins(bytes, 8, 10)
                || begins(bytes, 10, 100, 64) // shared by a provider's customers
                || begins(bytes, 8, 127)
                || begins(bytes, 16, 169, 254)
                || begins(bytes, 12, 172, 16)
                || begins(bytes, 24, 192, 0, 0)
                || begins(bytes, 24, 192, 0, 2) // documentation
                || begins(bytes, 24, 192, 88, 99) // 6to4
                || begins(bytes, 16, 192, 168)
                || begins(bytes, 15, 198, 18) // benchmarks
                || begins(bytes, 24, 198, 51, 100)
                || begins(bytes, 24, 203, 0, 113)
                || begins(bytes, 3, 224)); // multicast, reserved, broadcast
    }

    /** Whether so many first bits are those of a prefix, whose further bytes are 0. */
    private static boolean begins(byte[] address, int bits, int... prefix) {
        for (int bit = 0; bit < bits; bit++) {
            int at = bit / 8;
            int wanted = at < prefix.length ? prefix[at] : 0;
            int mask = 0x80 >> bit % 8;
            if ((address[at] & mask) != (wanted & mask)) {
                return false;
            }
        }
        return true;
    }

    /** An address that is not called. */
    static final class Refused extends UnknownHostException {

        Refused() {
            super("not a public address");
        }
    }
}
