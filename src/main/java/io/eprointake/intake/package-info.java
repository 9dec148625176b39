/** The report API: read, clean, grade, journal, answer. */
@ApplicationModule(
        allowedDependencies = {
            "report",
            "alerts",
            "audit",
            "instrument",
            "journal",
            "problem",
            "body",
            "store",
            "security",
            "settings",
            "tracing",
            "logging"
        })
@NullMarked
package io.eprointake.intake;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
