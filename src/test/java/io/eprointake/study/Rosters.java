package io.eprointake.study;

import io.eprointake.audit.Trail;
import io.eprointake.store.Replica;
import io.eprointake.store.Store;
import io.eprointake.testing.StoreKey;

/** What of this package others' tests need. */
public final class Rosters {

    /** Studies without files. */
    public static final Studies NO_FILES = new Studies(new StudyProperties(null));

    private Rosters() {}

    /** The roster in a store of a test's. */
    public static Roster over(Store store, String url) {
        return new Roster(store, new Trail(Replica.random(), StoreKey.begun(url)));
    }
}
