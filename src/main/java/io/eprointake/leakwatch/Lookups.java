package io.eprointake.leakwatch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Looks up the names of those whom the service calls, before it calls them: a look-up in the
 * system's resolver hears no interrupt. It runs on a thread of its own, one for each name however
 * many wait for it, so that whoever waits can be cancelled; the ledger names it when it hangs. What
 * is found is remembered by the JVM, so that the call itself looks nothing up.
 */
@Component
public final class Lookups implements AutoCloseable {

    /** Names that are looked up at once. The service calls a few; each hangs on one thread. */
    private static final int MOST = 8;

    /** Longer than a resolver that gives up by itself takes to ask each of three servers twice. */
    private static final Duration ALLOWANCE = Duration.ofSeconds(30);

    private final Ledger ledger;
    private final Resolver resolver;
    private final ThreadPoolExecutor threads;
    private final Map<String, CompletableFuture<InetAddress[]>> open = new ConcurrentHashMap<>();

    @Autowired
    public Lookups(Ledger ledger, Threads threads) {
        this(ledger, threads, InetAddress::getAllByName);
    }

    /** With a resolver of one's own, which may hang. */
    public Lookups(Ledger ledger, Threads threads, Resolver resolver) {
        this.ledger = ledger;
        this.resolver = resolver;
        this.threads =
                new ThreadPoolExecutor(
                        0,
                        MOST,
                        1,
                        TimeUnit.MINUTES,
                        new SynchronousQueue<>(),
                        threads.daemon("lookup-"));
    }

    /** Looks up one name, and takes as long as it takes. */
    @FunctionalInterface
    public interface Resolver {

        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /**
     * Waits until a name has been looked up.
     *
     * @param host a name, or an address, which needs no look-up and is answered
     * @throws UnknownHostException when there is none of that name, or too many others hang
     */
    public InetAddress[] await(String host) throws UnknownHostException, InterruptedException {
        try {
            return new InetAddress[] {InetAddress.ofLiteral(host)};
        } catch (IllegalArgumentException e) {
            return lookUp(host);
        }
    }

    private InetAddress[] lookUp(String host) throws UnknownHostException, InterruptedException {
        var mine = new CompletableFuture<InetAddress[]>();
        var others = open.putIfAbsent(host, mine);
        if (others == null) {
            begin(host, mine);
        }
        try {
            return (others == null ? mine : others).get();
        } catch (ExecutionException e) {
            throw new UnknownHostException("no address of " + host);
        }
    }

    private void begin(String host, CompletableFuture<InetAddress[]> looking) {
        try {
            Task task = ledger.open("lookup", host, ALLOWANCE, () -> {});
            try {
                threads.execute(() -> look(host, looking, task));
            } catch (Throwable notStarted) {
                task.end();
                throw notStarted;
            }
        } catch (RuntimeException | Error e) {
            open.remove(host, looking);
            looking.completeExceptionally(e);
        }
    }

    private void look(String host, CompletableFuture<InetAddress[]> looking, Task task) {
        try {
            task.startedOn(Thread.currentThread());
            looking.complete(resolver.resolve(host));
        } catch (Throwable e) {
            looking.completeExceptionally(e);
        } finally {
            open.remove(host, looking);
            task.end();
        }
    }

    /** What hangs is left to its daemon thread. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
