package io.eprointake.security.credential;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.Collection;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whom a token stands for, of those that were looked up in the store before. Of two runners one
 * looks a token up and keeps what it found, the other hears that tokens were revoked; the lock
 * decides which was first. What was looked up before a revocation was heard of is not kept after
 * it, so a revoked token is never known again.
 *
 * @param <T> whom it stands for
 */
public final class KnownTokens<T> {

    private final Cache<String, T> known;
    private final long trusted;
    private final LongSupplier nanos;

    @GuardedBy("this")
    private long heard;

    private volatile long heardAt;
    private volatile boolean hearing;

    /**
     * Knows none.
     *
     * @param most tokens that are known at once; those that were not used for longest go first
     * @param trusted for how long what is known holds without hearing of revocations
     * @param nanos as {@link System#nanoTime()}
     */
    public KnownTokens(int most, Duration trusted, LongSupplier nanos) {
        // On the caller's thread: no thread of somebody else's pool is needed for so little.
        this.known = Caffeine.newBuilder().maximumSize(most).executor(Runnable::run).build();
        this.trusted = trusted.toNanos();
        this.nanos = nanos;
    }

    /**
     * @return null when it is not known, or when revocations were not heard of for too long
     */
    public @Nullable T find(String digest) {
        return hearing && nanos.getAsLong() - heardAt < trusted ? known.getIfPresent(digest) : null;
    }

    /** Up to which revocation this has heard: to be asked before a token is looked up. */
    public synchronized long heard() {
        return heard;
    }

    /** Keeps what was looked up, unless a revocation was heard of since. */
    public synchronized void keep(String digest, T whom, long heardBefore) {
        if (heardBefore == heard) {
            known.put(digest, whom);
        }
    }

    /**
     * Hears what was revoked.
     *
     * @param upTo the number of the last revocation that is among them
     * @param since when it was asked for, by the same clock
     */
    public synchronized void hear(Collection<String> revoked, long upTo, long since) {
        if (upTo > heard) {
            heard = upTo;
            known.invalidateAll(revoked);
        }
        heardAt = since;
        hearing = true;
    }
}
