package io.eprointake.journal;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.eprointake.store.Store;
import io.eprointake.store.TestStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** One of the processes that share a database. */
final class TestReplica implements AutoCloseable {

    static final Duration LEASE = Duration.ofSeconds(60);
    static final int ATTEMPTS = 3;

    final TestStore opened;
    final Store store;
    final Journal journal;
    final Backlog backlog;
    final Reports reports;
    final Outbox outbox;

    TestReplica(String url, InstantSource clock) {
        opened = new TestStore(url, clock);
        store = opened.store();
        var json =
                new Json(
                        JsonMapper.builder()
                                .addModule(new JavaTimeModule())
                                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                                .build());
        var settings = new JournalProperties(LEASE, ATTEMPTS);
        var name = Replica.random();
        outbox = new Outbox(store, json);
        journal = new Journal(store, json, settings, name, outbox);
        backlog = new Backlog(store, json, settings, name, outbox);
        reports = new Reports(store, json);
    }

    List<UUID> claimed(int limit) {
        return backlog.claim(limit).stream().map(Claim::reportId).toList();
    }

    @Override
    public void close() {
        opened.close();
    }
}
