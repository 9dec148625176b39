package io.eprointake.audit;

import io.eprointake.logging.Faults;
import io.eprointake.store.BatchedWrite;
import io.eprointake.store.Store;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collections;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Puts on record what itself changes nothing that is stored: who read what, who was refused. */
public final class AuditLog {

    private static final Logger log = LoggerFactory.getLogger(AuditLog.class);

    private final Faults faults = new Faults(log, Level.WARN, "An act is not in the audit trail");
    private final Store store;
    private final BatchedWrite<Act, Anchor> appending;
    private final Counter missed;

    AuditLog(Store store, Trail trail, MeterRegistry meters) {
        this.store = store;
        this.missed =
                Counter.builder("epro.audit.missed")
                        .description("Acts that changed nothing, and are not in the audit trail")
                        .register(meters);
        this.appending = (tx, acts) -> Collections.nCopies(acts.size(), trail.append(tx, acts));
    }

    /**
     * Returns when it is on record.
     *
     * @throws io.eprointake.store.StoreRefusal when it is not, or not known to be
     */
    public void tell(Act act) {
        store.await(store.admit(appending, act));
    }

    /** Returns at once; what fails is counted, and told to the service's log. */
    public void note(Act act) {
        try {
            var _ =
                    store.admit(appending, act)
                            .whenComplete((done, failure) -> {
                                if (failure != null) {
                                    missed(failure);
                                }
                            });
        } catch (RuntimeException refused) {
            missed(refused);
        }
    }

    private void missed(Throwable failure) {
        missed.increment();
        faults.came(failure);
    }
}
