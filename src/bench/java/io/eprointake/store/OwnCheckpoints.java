package io.eprointake.store;

import io.eprointake.leakwatch.Loops;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** The service's checkpoints, for a {@link TestStore} over SQLite, which has none. */
public final class OwnCheckpoints implements AutoCloseable {

    private final DatabaseFile file;
    private final Checkpoints checkpoints;

    /** Of a store that is open, and stays so until this is closed. */
    public OwnCheckpoints(String url) {
        var meters = new SimpleMeterRegistry();
        file = DatabaseFile.at(url);
        file.open();
        checkpoints = new Checkpoints(file, new Loops(meters, () -> {}), meters);
        checkpoints.start();
    }

    @Override
    public void close() {
        checkpoints.stop();
        file.close();
    }
}
