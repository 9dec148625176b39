package io.eprointake.security.credential;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whoever looks a token up, keeps what they found and hears of revocations, in every order: after a
 * revocation was heard of, its token is never known again.
 */
@Tag("longer")
@Param(name = "token", gen = IntGen.class, conf = "0:1")
public class KnownTokensRaceTest {

    private static final int TIMES = Boolean.getBoolean("soak") ? 3 : 1;

    private static final int TOKENS = 2;

    private final KnownTokens<String> known = new KnownTokens<>(10, Duration.ofHours(1), () -> 0);
    private final Rows rows = new Rows();
    private final boolean[] heardOf = new boolean[TOKENS];

    public KnownTokensRaceTest() {
        known.hear(List.of(), 0, 0);
    }

    @Operation
    public void lookUp(@Param(name = "token") int token) {
        long heard = known.heard();
        if (!rows.revoked(token)) {
            known.keep(digest(token), "somebody", heard);
        }
    }

    @Operation
    public void revoke(@Param(name = "token") int token) {
        rows.revoke(token);
    }

    /** As a replica does, and as whoever revoked one does at once beside it. */
    @Operation
    public void hear() {
        long last = rows.last();
        long before = known.heard();
        List<Integer> revoked = last > before ? rows.since(before) : List.of();
        known.hear(revoked.stream().map(KnownTokensRaceTest::digest).toList(), last, 0);
        synchronized (heardOf) {
            revoked.stream()
                    .filter(it -> rows.number(it) <= last)
                    .forEach(it -> heardOf[it] = true);
        }
    }

    /** A failure is no answer that calls one after another would give. */
    @Operation
    public void find(@Param(name = "token") int token) {
        boolean heard;
        synchronized (heardOf) {
            heard = heardOf[token];
        }
        if (heard && known.find(digest(token)) != null) {
            throw new IllegalStateException("known after its revocation was heard of");
        }
    }

    private static String digest(int token) {
        return "digest " + token;
    }

    @Test
    void noInterleavingKnowsATokenAgainThatWasRevoked() {
        new ModelCheckingOptions()
                .actorsBefore(0)
                .threads(2)
                .actorsPerThread(3)
                .actorsAfter(2)
                .minimizeFailedScenario(false)
                .iterations(6 * TIMES)
                .invocationsPerIteration(100)
                .addGuarantee(
                        forClasses(name ->
                                        name.startsWith("com.github.benmanes.")
                                                || name.startsWith("java.util."))
                                .allMethods()
                                .treatAsAtomic())
                .check(KnownTokensRaceTest.class);
    }

    @Test
    void underStressNoneIsKnownAgainEither() {
        new StressOptions()
                .actorsBefore(0)
                .threads(3)
                .actorsPerThread(3)
                .actorsAfter(2)
                .minimizeFailedScenario(false)
                .iterations(4 * TIMES)
                .invocationsPerIteration(1_000)
                .check(KnownTokensRaceTest.class);
    }

    /** What the store says: revocations are numbered in the order of their commits. */
    private static final class Rows {

        private final long[] revocation = new long[TOKENS];
        private long last;

        synchronized void revoke(int token) {
            if (revocation[token] == 0) {
                revocation[token] = ++last;
            }
        }

        synchronized boolean revoked(int token) {
            return revocation[token] > 0;
        }

        synchronized long number(int token) {
            return revocation[token];
        }

        synchronized long last() {
            return last;
        }

        synchronized List<Integer> since(long heard) {
            List<Integer> revoked = new ArrayList<>();
            for (int token = 0; token < TOKENS; token++) {
                if (revocation[token] > heard) {
                    revoked.add(token);
                }
            }
            return revoked;
        }
    }
}
