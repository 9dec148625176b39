package io.eprointake.journal;

import io.eprointake.store.TestStore;
import io.eprointake.testing.Clock;

/** On two replicas as on one. */
class CoursePostgresIT extends CourseContract {

    @Override
    String url() {
        return TestStore.postgres();
    }

    @Override
    TestReplica other(TestReplica one, String url) {
        return new TestReplica(url, new Clock(), DEPTH);
    }
}
