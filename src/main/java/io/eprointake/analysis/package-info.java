/**
 * The async service: claims reports, has them analyzed under a deadline that frees, writes the
 * outcome.
 */
@ApplicationModule(
        allowedDependencies = {
            "report",
            "instrument",
            "journal",
            "store",
            "leakwatch",
            "problem",
            "body",
            "settings",
            "tracing",
            "logging"
        })
@NullMarked
package io.eprointake.analysis;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
