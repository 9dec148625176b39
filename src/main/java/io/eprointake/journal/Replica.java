package io.eprointake.journal;

import java.util.UUID;

/** This process among those that share the store; another start is another replica. */
record Replica(String name) {

    static Replica random() {
        return new Replica(UUID.randomUUID().toString());
    }
}
