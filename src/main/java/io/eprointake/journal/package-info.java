/** The durable store of reports: accepted once, claimed, completed, released; all report SQL. */
@ApplicationModule(
        allowedDependencies = {
            "report",
            "instrument",
            "store",
            "sealing",
            "audit",
            "alerts",
            "tracing"
        })
@NullMarked
package io.eprointake.journal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
