package io.eprointake.store;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/**
 * Whether what phones send can be stored. It is what the writer found at its last commit, and a
 * probe once a second where there is none, and what its place looks like now, so it takes no turn
 * of a reader and waits for nothing.
 */
final class StoreHealthIndicator extends AbstractHealthIndicator {

    private final GroupCommit writer;
    private final StoreLocation location;

    StoreHealthIndicator(GroupCommit writer, StoreLocation location) {
        this.writer = writer;
        this.location = location;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        if (location.begunAnew()) {
            health.withDetail("new", "made empty at this start, and there was one before");
        }
        @Nullable String trouble = writer.trouble();
        if (trouble == null) {
            health.up().withDetail("writer", "working");
        } else {
            health.down().withDetail("writer", trouble);
        }
    }
}
