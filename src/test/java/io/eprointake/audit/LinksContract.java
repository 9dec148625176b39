package io.eprointake.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.audit.Act.Change;
import io.eprointake.audit.Act.What;
import io.eprointake.leakwatch.Loops;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Replica;
import io.eprointake.store.Store;
import io.eprointake.store.TestStore;
import io.eprointake.testing.Clock;
import io.eprointake.testing.LoggedLines;
import io.eprointake.testing.StoreKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chains mention each other, and the log says where they stand. */
abstract class LinksContract {

    private final Clock clock = new Clock();
    private final LoggedLines lines = new LoggedLines(Links.class.getName());
    private String url;
    private TestStore opened;
    private Store store;
    private StudyKeys keys;
    private boolean reachable = true;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    /** The address of an empty store. */
    abstract String url();

    @BeforeEach
    void open() {
        url = url();
        opened = new TestStore(url, InstantSource.system());
        store = opened.store();
        keys = StoreKey.begun(url);
    }

    @AfterEach
    void close() {
        opened.close();
        lines.close();
    }

    @Test
    void aStartSaysWithWhichSettingsAndMentionsAllChainsThatWereThere() {
        var former = new Started();
        former.act(3);
        former.links.last();

        var next = new Started();

        assertThat(rows())
                .extracting(it -> it.get("chain") + ":" + it.get("number") + " " + it.get("what"))
                .containsExactly(
                        "1:1 started",
                        "1:2 read",
                        "1:3 read",
                        "1:4 read",
                        "1:5 stopped",
                        "2:1 started",
                        "2:2 linked");
        assertThat(rows().getFirst())
                .containsEntry("actor", "service")
                .containsEntry("record", former.replica.name())
                .containsEntry(
                        "changes",
                        "[{\"field\":\"reports_before_the_trail\",\"old\":null,\"new\":\"0\"},"
                                + "{\"field\":\"epro.store.expected\",\"old\":null,\"new\":\"true\"}]");
        assertThat(rows().getLast().get("changes"))
                .isEqualTo(
                        "[{\"field\":\"anchor\",\"old\":null,\"new\":\"1:5:%s\"}]"
                                .formatted(rows().get(4).get("hash")));
        assertThat(next.anchors())
                .containsExactly(
                        "1:1:" + rows().get(0).get("hash"),
                        "1:5:" + rows().get(4).get("hash"),
                        "2:2:" + rows().get(6).get("hash"));
        assertThat(check()).startsWith("whole; 2 chains, 7 entries");
    }

    @Test
    void onceADayChainsThatGrewAreMentionedAndTheLogSaysWhereItsOwnStands() {
        var one = new Started();
        var other = new Started();
        other.act(2);
        one.round();
        assertThat(rows()).as("it is not a day").hasSize(5);

        clock.advance(Links.EVERY.minusSeconds(1));
        one.round();
        assertThat(rows()).hasSize(5);
        clock.advance(Duration.ofSeconds(1));
        one.round();

        assertThat(rows().get(1)).containsEntry("chain", 1L).containsEntry("what", "linked");
        assertThat(rows().get(1).get("changes")).asString().contains("\"2:4:");
        assertThat(one.anchors().getLast()).isEqualTo("1:2:" + rows().get(1).get("hash"));
        clock.advance(Links.EVERY);
        one.round();
        assertThat(rows()).as("nothing grew").hasSize(6);
        assertThat(one.anchors().getLast()).isEqualTo("1:2:" + rows().get(1).get("hash"));
        assertThat(check()).startsWith("whole");
    }

    @Test
    void anAnchorIsKeptElsewhereTooAndTriedAgainUntilItIs() {
        reachable = false;
        var one = new Started();
        one.round();
        assertThat(one.kept).isEmpty();

        reachable = true;
        one.round();
        one.round();

        assertThat(one.kept).singleElement().hasToString(one.anchors().getFirst());
        clock.advance(Links.EVERY);
        one.round();
        assertThat(one.kept).hasSize(2);
    }

    @Test
    void whatWasCutOffSetBackOrWrittenAnewShowsWithinAMinuteUntilItIsPutBack() {
        var one = new Started();
        one.act(3);
        one.round();
        assertThat(whole()).isEqualTo(1);

        String copy = "create table copy as select * from audit_entry";
        String putBack = "insert into audit_entry select * from copy where number > 2";
        touch(copy, "delete from audit_entry where number > 2");
        one.round();
        assertThat(whole()).as("cut off").isZero();
        touch(
                "create table head as select * from audit_chain",
                "update audit_chain set number = 2,"
                        + " hash = (select hash from copy where number = 2)");
        one.round();
        assertThat(whole()).as("and the head set back").isZero();
        touch(putBack, "update audit_chain set number = 4, hash = (select hash from head)");
        one.round();
        assertThat(whole()).as("put back").isEqualTo(1);

        touch("update audit_entry set hash = (select hash from copy where number = 1)");
        touch("update audit_chain set hash = (select hash from copy where number = 1)");
        one.round();
        assertThat(whole()).as("written anew, and it fits").isZero();
    }

    @Test
    void whatIsNotAsItWasIsToldOnce() {
        try (var told = new LoggedLines(Heads.class.getName())) {
            var one = new Started();
            one.act(1);
            one.round();
            touch("delete from audit_entry where number = 2");
            one.round();
            one.round();

            assertThat(told.all())
                    .singleElement()
                    .satisfies(line ->
                            assertThat(line.getKeyValuePairs().getFirst().value).isEqualTo("1:2"));
        }
    }

    private double whole() {
        return meters.get("epro.audit.whole").gauge().value();
    }

    /** As somebody does who may do everything. */
    private void touch(String... statements) {
        try (Connection connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            boolean sqlite = url.startsWith("jdbc:sqlite:");
            for (String trigger : List.of("update", "delete")) {
                statement.execute(
                        sqlite
                                ? "drop trigger if exists audit_entry_" + trigger
                                : "drop trigger if exists audit_entry_stays on audit_entry");
            }
            for (String touched : statements) {
                statement.execute(touched);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void moreChainsThanAnEntryHoldsAreMentionedInSeveral() {
        for (int i = 0; i < Links.MOST + 1; i++) {
            var trail = new Trail(Replica.random(), keys);
            store.await(store.write(tx -> trail.append(tx, List.of(act()))));
        }
        var one = new Started();
        assertThat(one.round()).isEqualTo(Duration.ofMinutes(1));

        assertThat(rows()).filteredOn(it -> "linked".equals(it.get("what"))).hasSize(2);
        assertThat(check()).startsWith("whole; %d chains".formatted(Links.MOST + 2));
    }

    /** What is to be shown of a study is closed with the store's key, and bound to its place. */
    @Test
    void whatMayHoldAPatientsWordsIsStoredClosedAndShownOpened() throws SQLException {
        var trail = new Trail(Replica.random(), keys);
        store.await(
                store.write(tx ->
                        trail.append(
                                tx,
                                List.of(
                                        new Act(
                                                What.RELEASED,
                                                Actor.SERVICE,
                                                "ONC-301",
                                                "r",
                                                null,
                                                "she said so",
                                                List.of(new Change("a", null, "her words")))))));

        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        try (Connection reading = DriverManager.getConnection(url)) {
            reading.setAutoCommit(false);
            TrailRows.each(reading, keys, rows::add);
        }
        assertThat(rows.getFirst())
                .containsEntry("why", "she said so")
                .containsEntry("changes", "[{\"field\":\"a\",\"old\":null,\"new\":\"her words\"}]");
        byte[] stored =
                Base64.getDecoder().decode(String.valueOf(rows.getFirst().get("why_stored")));
        assertThat(keys.open(StudyKeys.NO_STUDY, "audit_entry.why 1:1", stored))
                .isEqualTo(bytes("she said so"));
        assertThat(rows.getFirst().get("changes_stored")).isNotNull();
        assertThat(check()).startsWith("whole");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Act act() {
        return new Act(What.READ, Actor.SERVICE, null, "r");
    }

    private List<Map<String, @Nullable Object>> rows() {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        try (Connection reading = DriverManager.getConnection(url)) {
            reading.setAutoCommit(false);
            TrailRows.each(reading, keys, rows::add);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return rows;
    }

    private String check() {
        try (Connection reading = DriverManager.getConnection(url)) {
            reading.setAutoCommit(false);
            return TrailCheck.of(reading, List.of());
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** A replica that has just started. */
    private final class Started {

        private final Replica replica = Replica.random();
        private final Trail trail = new Trail(replica, keys);
        private final List<Anchor> kept = new ArrayList<>();
        private final Links links =
                new Links(
                        store,
                        trail,
                        replica,
                        Map.of("epro.store.expected", "true"),
                        clock::nanos,
                        anchor -> reachable && kept.add(anchor),
                        new Heads(store, meters),
                        new Loops(new SimpleMeterRegistry(), () -> {}));

        Started() {
            assertThat(round()).isLessThanOrEqualTo(Duration.ofMinutes(1));
        }

        Duration round() {
            try {
                return links.round();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        void act(int times) {
            for (int i = 0; i < times; i++) {
                store.await(store.write(tx -> trail.append(tx, List.of(LinksContract.act()))));
            }
        }

        List<String> anchors() {
            return lines.all().stream()
                    .map(line -> line.getKeyValuePairs().getFirst().value.toString())
                    .toList();
        }
    }
}
