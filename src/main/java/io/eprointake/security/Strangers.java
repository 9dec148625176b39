package io.eprointake.security;

import io.eprointake.problem.Refused;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Slows down who guesses: from an address that has shown too many tokens and codes that are none,
 * no further unknown one is looked at for a while. Whoever is known is let in from anywhere, since
 * a whole hospital may share one address.
 */
final class Strangers {

    private final RateLimits limits;
    private final int most;

    Strangers(RateLimits limits, int most) {
        this.limits = limits;
        this.most = most;
    }

    /**
     * @throws Refused when too many came from there
     */
    void check(String address) {
        limits.check(key(address), most);
    }

    /** One more that was none. */
    void count(String address) {
        limits.count(key(address), most);
    }

    /** Of IPv6 one network: whoever has an address there has all of them. */
    private static String key(String address) {
        if (address.indexOf(':') < 0) {
            return "address " + address;
        }
        return InetAddress.ofLiteral(address) instanceof Inet6Address six
                ? "address " + HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), 8))
                : "address " + address;
    }
}
