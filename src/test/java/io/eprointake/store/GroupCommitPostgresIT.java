package io.eprointake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.eprointake.testing.Postgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.util.ExceptionUtils;

class GroupCommitPostgresIT extends GroupCommitContract {

    private static final String NARRATIVE = "I feel sick since Tuesday";

    @Override
    String url() {
        return TestStore.postgres();
    }

    private static final String ADD = "update n set v = v + 1 where id = ?";

    @Override
    SQLException full() {
        return new SQLException("full", "53100");
    }

    @Test
    void whatTheDriverSaysOfARowThatFailsQuotesNothingOfIt() {
        List<SQLException> failures = new ArrayList<>();
        try (var opened = new TestStore(url(), InstantSource.system())) {
            Store store = opened.store();
            store.await(store.write(tx -> tx.update("create table n (t text check (t = ''))")));
            for (int rows = 1; rows <= 2; rows++) {
                List<@Nullable Object[]> same = new ArrayList<>();
                for (int i = 0; i < rows; i++) {
                    same.add(new Object[] {NARRATIVE});
                }
                var failing =
                        store.write(tx -> {
                            try {
                                return tx.updateAll("insert into n (t) values (?)", same);
                            } catch (SQLException e) {
                                failures.add(e);
                                throw e;
                            }
                        });
                assertThatThrownBy(() -> store.await(failing)).isInstanceOf(StoreRefusal.class);
            }
        }

        assertThat(failures)
                .extracting(ExceptionUtils::readStackTrace)
                .hasSize(2)
                .allSatisfy(told ->
                        assertThat(told).contains("check constraint").doesNotContain(NARRATIVE));
    }

    /** The lock may be an operator's, for hours. */
    @Test
    void writesThatWaitForALockKeepNoOthersWaitingAndAreNotAllTriedOneByOne() throws Exception {
        String url = url();
        var commitTimeout = Duration.ofSeconds(1);
        var begun = new CompletableFuture<Boolean>();
        var held = new CompletableFuture<Boolean>();
        List<CompletableFuture<Integer>> waiting = new ArrayList<>();
        try (var opened =
                        new TestStore(
                                url,
                                InstantSource.system(),
                                TestStore.settings(128, 128, commitTimeout));
                Connection operator = DriverManager.getConnection(url);
                Statement lock = operator.createStatement()) {
            Store store = opened.store();
            store.await(store.write(tx -> tx.update("create table n (t text)")));
            store.await(store.write(tx -> tx.update("create table free (t text)")));
            operator.setAutoCommit(false);
            lock.execute("lock table n");
            var first =
                    store.write(tx -> {
                        begun.complete(true);
                        return held.join();
                    });
            assertThat(begun).succeedsWithin(Duration.ofSeconds(10));
            // These share the next batch.
            waiting.add(store.write(tx -> tx.update("insert into n (t) values ('')")));
            var other = store.write(tx -> tx.update("insert into free (t) values ('')"));
            for (int i = 0; i < 60; i++) {
                waiting.add(store.write(tx -> tx.update("insert into n (t) values ('')")));
            }
            held.complete(true);
            assertThat(first).succeedsWithin(Duration.ofSeconds(10));

            assertThat(other).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(1);
            await("the others are refused, and not each after a wait of its own")
                    .atMost(Duration.ofSeconds(4))
                    .until(() -> waiting.stream().allMatch(CompletableFuture::isDone));
            assertThat(waiting)
                    .allSatisfy(write ->
                            assertThat(write.exceptionNow()).isInstanceOf(StoreRefusal.class));
            operator.rollback();

            assertThat(store.write(tx -> tx.update("insert into n (t) values ('')")))
                    .succeedsWithin(Duration.ofSeconds(10))
                    .isEqualTo(1);
        }
    }

    /** As long as an operator's transaction is open, and for each write of that row. */
    @Test
    void whatWaitsForALockWaitsAloneAndIsDoneWhenItIsFree() throws Exception {
        String url = url();
        try (var opened = new TestStore(url, InstantSource.system());
                Connection operator = DriverManager.getConnection(url);
                Statement lock = operator.createStatement()) {
            Store store = opened.store();
            store.await(store.write(tx -> tx.update("create table n (id integer, v integer)")));
            store.await(store.write(tx -> tx.update("insert into n values (1, 0), (2, 0)")));
            operator.setAutoCommit(false);
            lock.execute("update n set v = 0 where id = 1");
            List<CompletableFuture<Integer>> waiting = new ArrayList<>();
            assertTimeoutPreemptively(
                    Duration.ofSeconds(60),
                    () -> {
                        for (int i = 0; i < 20; i++) {
                            waiting.add(store.write(tx -> tx.update(ADD, 1)));
                            store.await(store.write(tx -> tx.update(ADD, 2)));
                        }
                    },
                    "each had to wait for the lock");
            var last = store.write(tx -> tx.update(ADD, 1));
            operator.rollback();

            assertThat(last).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(1);
            // On a slow machine the first ones' time was up before.
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> waiting.stream().allMatch(CompletableFuture::isDone));
            long done = waiting.stream().filter(w -> !w.isCompletedExceptionally()).count();
            assertThat(Postgres.list(url, "select v from n order by id"))
                    .containsExactly(Long.toString(done + 1), "20");
        }
    }
}
