package io.eprointake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eprointake.store.StoreRefusal.Why;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.unit.DataSize;

/** What reads must do on every database. */
abstract class ReadersContract {

    static final Duration LONGEST = Duration.ofSeconds(3);
    private static final int QUEUE = 5;

    /** As HTTP's are. */
    private static final Executor CALLERS = work -> Thread.ofVirtual().name("caller").start(work);

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private TestStore opened;
    private Store store;

    /** The address of an empty database. */
    abstract String url();

    /** A query that takes a minute at least, inside the database. */
    abstract String endless();

    @BeforeEach
    void open() {
        var settings =
                new StoreProperties(
                        50,
                        TestStore.RESERVED,
                        50,
                        Duration.ofSeconds(10),
                        QUEUE,
                        LONGEST,
                        false,
                        DataSize.ofMegabytes(1));
        opened = new TestStore(url(), InstantSource.system(), settings, meters);
        store = opened.store();
    }

    @AfterEach
    void close() {
        opened.close();
    }

    @Test
    void moreReadsThanMayWaitAreRefusedAtOnceAndWritesGoOn() {
        var end = new CountDownLatch(1);
        List<CompletableFuture<Integer>> reads = new ArrayList<>();
        for (int i = 0; i < TestStore.READERS + QUEUE; i++) {
            reads.add(read(it -> held(it, end)));
        }
        await().until(() -> meters.get("epro.store.reads.waiting").gauge().value() == QUEUE);

        assertThatThrownBy(() -> store.read(ReadersContract::one))
                .isInstanceOfSatisfying(
                        StoreRefusal.class,
                        refused -> assertThat(refused.why()).isEqualTo(Why.OVERLOADED));
        assertThat(failed("refused")).isEqualTo(1);
        List<Integer> written =
                store.await(store.write(tx -> tx.query("select 1", row -> row.getInt(1))));
        assertThat(written).containsExactly(1);
        assertThat(opened.trouble()).isNull();

        end.countDown();
        assertThat(reads).allSatisfy(read -> assertThat(read).succeedsWithin(LONGEST).isEqualTo(1));
    }

    @Test
    void aReadThatTakesTooLongIsGivenUpAndItsPlaceIsFreeAgain() {
        List<CompletableFuture<Integer>> reads = new ArrayList<>();
        for (int i = 0; i < TestStore.READERS; i++) {
            reads.add(read(it -> it.sql(endless()).query(Integer.class).single()));
        }

        assertThat(reads)
                .allSatisfy(read ->
                        assertThat(read)
                                .failsWithin(LONGEST.multipliedBy(3))
                                .withThrowableThat()
                                .havingCause()
                                .isInstanceOfSatisfying(
                                        StoreRefusal.class,
                                        refused ->
                                                assertThat(refused.why())
                                                        .isEqualTo(Why.STORE_UNAVAILABLE)));
        assertThat(failed("given_up")).isEqualTo(TestStore.READERS);
        assertThat(store.read(ReadersContract::one)).isEqualTo(1);
    }

    /** A read in native code on a virtual thread would keep its carrier, and there are few. */
    @Test
    void readsKeepNoOtherVirtualThreadFromRunning() {
        List<CompletableFuture<Integer>> reads = new ArrayList<>();
        for (int i = 0; i < TestStore.READERS + QUEUE; i++) {
            reads.add(read(it -> it.sql(endless()).query(Integer.class).single()));
        }
        await().until(() -> meters.get("epro.store.reads.waiting").gauge().value() > 0);

        assertThat(CompletableFuture.supplyAsync(() -> 1, CALLERS)).succeedsWithin(LONGEST);
        assertThat(reads).noneMatch(CompletableFuture::isDone);
        assertThat(reads).allSatisfy(read -> assertThat(read).failsWithin(LONGEST.multipliedBy(3)));
    }

    private <T> CompletableFuture<T> read(java.util.function.Function<JdbcClient, T> query) {
        return CompletableFuture.supplyAsync(() -> store.read(query), CALLERS);
    }

    private static int held(JdbcClient reading, CountDownLatch end) {
        int one = one(reading);
        try {
            end.await();
        } catch (InterruptedException e) {
            return Assertions.fail(e);
        }
        return one;
    }

    private static int one(JdbcClient reading) {
        return reading.sql("select 1").query(Integer.class).single();
    }

    private double failed(String outcome) {
        return meters.get("epro.store.reads.failed").tag("outcome", outcome).counter().count();
    }
}
