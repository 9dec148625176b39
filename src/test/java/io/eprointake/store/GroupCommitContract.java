package io.eprointake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eprointake.store.StoreRefusal.Why;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every database must do. */
abstract class GroupCommitContract {

    private static final int QUEUE = 50;

    private TestStore opened;
    private Store store;

    /** The address of an empty database. */
    abstract String url();

    /** Of this database, when it cannot write at all. */
    abstract SQLException full();

    @BeforeEach
    void open() {
        opened = new TestStore(url(), InstantSource.system(), QUEUE);
        store = opened.store();
        store.await(store.write(tx -> tx.update("create table t (id integer primary key)")));
    }

    @AfterEach
    void close() {
        opened.close();
    }

    @Test
    void whatGatheredWhileTheWriterWasBusyIsOneTransaction() {
        var busy = new Busy();
        List<CompletableFuture<Integer>> gathered = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            gathered.add(insert(i));
        }
        // Inside the second transaction, the last write sees the first, though nothing is
        // committed.
        CompletableFuture<Long> seen = store.write(GroupCommitContract::count);
        assertThat(rows()).isZero();
        busy.end();

        assertThat(store.await(seen)).isEqualTo(20);
        gathered.forEach(committed -> assertThat(store.await(committed)).isEqualTo(1));
        assertThat(rows()).isEqualTo(20);
    }

    @Test
    void oneBadWriteFailsAlone() {
        var busy = new Busy();
        CompletableFuture<Integer> before = insert(1);
        CompletableFuture<Integer> twice = insert(1);
        CompletableFuture<Integer> broken =
                store.write(tx -> {
                    throw new IllegalStateException("a bug");
                });
        CompletableFuture<Integer> after = insert(2);
        busy.end();

        assertThat(store.await(before)).isEqualTo(1);
        assertThat(store.await(after)).isEqualTo(1);
        assertRefused(twice, Why.INTERNAL);
        assertRefused(broken, Why.INTERNAL);
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void oneBadRowOfManyInAStatementFailsAlone() {
        BatchedWrite<Integer, Integer> inserting =
                (tx, ids) -> {
                    List<@Nullable Object[]> rows = new ArrayList<>();
                    ids.forEach(id -> rows.add(new Object[] {id}));
                    return Arrays.stream(tx.updateAll("insert into t (id) values (?)", rows))
                            .boxed()
                            .toList();
                };
        var busy = new Busy();
        List<CompletableFuture<Integer>> sent = new ArrayList<>();
        for (int id : new int[] {1, 2, 1, 3}) {
            sent.add(store.write(inserting, id));
        }
        busy.end();

        assertRefused(sent.remove(2), Why.INTERNAL);
        sent.forEach(committed -> assertThat(store.await(committed)).isEqualTo(1));
        assertThat(rows()).isEqualTo(3);
    }

    @Test
    void aStoreThatFailsWhileEachIsTriedAloneRefusesTheRest() {
        var busy = new Busy();
        CompletableFuture<Integer> broken =
                store.write(tx -> {
                    throw new IllegalStateException("a bug");
                });
        CompletableFuture<Integer> full =
                store.write(tx -> {
                    throw full();
                });
        CompletableFuture<Integer> after = insert(1);
        busy.end();

        assertRefused(broken, Why.INTERNAL);
        assertRefused(full, Why.STORE_UNAVAILABLE);
        assertRefused(after, Why.STORE_UNAVAILABLE);
        assertThat(store.await(insert(1))).isEqualTo(1);
    }

    @Test
    void aDatabaseThatCannotWriteRefusesAllAndIsTriedAgain() {
        var busy = new Busy();
        CompletableFuture<Integer> first = insert(1);
        CompletableFuture<Integer> full =
                store.write(tx -> {
                    throw full();
                });
        busy.end();

        assertRefused(first, Why.STORE_UNAVAILABLE);
        assertRefused(full, Why.STORE_UNAVAILABLE);
        assertThat(store.await(insert(1))).isEqualTo(1);
    }

    @Test
    void aFullQueueRefusesAtOnceAndHasRoomForTheServicesOwn() {
        var busy = new Busy();
        List<CompletableFuture<Integer>> waiting = new ArrayList<>();
        for (int i = 0; i < QUEUE; i++) {
            waiting.add(admitted(i));
        }

        assertThatThrownBy(() -> admitted(QUEUE)).satisfies(this::isOverload);
        for (int i = 0; i < TestStore.RESERVED; i++) {
            waiting.add(insert(QUEUE + i));
        }
        assertThatThrownBy(() -> insert(-1)).satisfies(this::isOverload);

        busy.end();
        waiting.forEach(store::await);
        assertThat(rows()).isEqualTo(QUEUE + TestStore.RESERVED);
        // Each place was given back once.
        busy = new Busy();
        for (int i = 0; i < QUEUE; i++) {
            waiting.add(admitted(1000 + i));
        }
        assertThatThrownBy(() -> admitted(-1)).satisfies(this::isOverload);
        busy.end();
        waiting.forEach(store::await);
    }

    private CompletableFuture<Integer> admitted(int id) {
        return store.admit("one", tx -> tx.update("insert into t (id) values (?)", id));
    }

    private void isOverload(Throwable refused) {
        assertThat(refused)
                .isInstanceOfSatisfying(
                        StoreRefusal.class, it -> assertThat(it.why()).isEqualTo(Why.OVERLOADED));
    }

    @Test
    void aStopCommitsWhatWaitsAndTakesNoMore() {
        var busy = new Busy();
        CompletableFuture<Integer> waiting = insert(1);
        Thread stop = Thread.ofVirtual().name("stop").start(opened::stopWriter);
        await().untilAsserted(
                        () -> assertThatThrownBy(() -> insert(2)).isInstanceOf(StoreRefusal.class));
        busy.end();

        assertThat(store.await(waiting)).isEqualTo(1);
        await().until(() -> !stop.isAlive());
        assertThat(rows()).isEqualTo(1);
    }

    private CompletableFuture<Integer> insert(int id) {
        return store.write(tx -> tx.update("insert into t (id) values (?)", id));
    }

    private static long count(Tx tx) throws SQLException {
        return tx.query("select count(*) from t", row -> row.getLong(1)).getFirst();
    }

    private long rows() {
        return store.read(it -> it.sql("select count(*) from t").query(Long.class).single());
    }

    private void assertRefused(CompletableFuture<?> write, Why why) {
        assertThatThrownBy(() -> store.await(write))
                .isInstanceOfSatisfying(
                        StoreRefusal.class, refused -> assertThat(refused.why()).isEqualTo(why));
    }

    /** Keeps the writer inside a transaction of its own until it is ended. */
    private final class Busy {

        private final CountDownLatch ending = new CountDownLatch(1);

        Busy() {
            var begun = new CountDownLatch(1);
            CompletableFuture<Boolean> held =
                    store.write(tx -> {
                        begun.countDown();
                        return awaitEnd();
                    });
            await().until(() -> begun.getCount() == 0);
            assertThat(held).isNotDone();
        }

        private boolean awaitEnd() {
            try {
                ending.await();
                return true;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        void end() {
            ending.countDown();
        }
    }
}
