package io.eprointake.journal;

import io.eprointake.testing.Clock;
import io.eprointake.testing.Postgres;

/** On two replicas as on one. */
class CoursePostgresIT extends CourseContract {

    @Override
    String url() {
        return Postgres.shared().database();
    }

    @Override
    TestReplica other(TestReplica one, String url) {
        return new TestReplica(url, new Clock(), DEPTH);
    }
}
