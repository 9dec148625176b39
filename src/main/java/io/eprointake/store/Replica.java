package io.eprointake.store;

import java.util.UUID;

/** This process among those that share the store; another start is another replica. */
public record Replica(String name) {

    public static Replica random() {
        return new Replica(UUID.randomUUID().toString());
    }
}
