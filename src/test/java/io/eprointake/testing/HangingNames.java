package io.eprointake.testing;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The resolver of this JVM, in which one name hangs until a test lets it go: no interrupt is heard,
 * as in the system's own. The JVM takes it from {@code META-INF/services}.
 */
public final class HangingNames extends InetAddressResolverProvider {

    /** The name that hangs. */
    public static final String NAME = "hangs.epro.test";

    private static final CompletableFuture<InetAddress> ANSWER = new CompletableFuture<>();
    private static final AtomicInteger HANGING = new AtomicInteger();

    /** How many look-ups hang now. */
    public static int hanging() {
        return HANGING.get();
    }

    /** From now on the name has this machine's address. */
    public static void letGo() {
        ANSWER.complete(InetAddress.getLoopbackAddress());
    }

    @Override
    public String name() {
        return "hanging names";
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        InetAddressResolver builtin = configuration.builtinResolver();
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
                    throws UnknownHostException {
                return host.equals(NAME) ? hang() : builtin.lookupByName(host, policy);
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                return builtin.lookupByAddress(address);
            }
        };
    }

    private static Stream<InetAddress> hang() {
        HANGING.incrementAndGet();
        try {
            return Stream.of(ANSWER.join());
        } finally {
            HANGING.decrementAndGet();
        }
    }
}
