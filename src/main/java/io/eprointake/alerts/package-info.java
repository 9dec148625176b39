/** Alerts: raised, answered by somebody, or told to the next who is to answer. */
@ApplicationModule(
        allowedDependencies = {
            "report",
            "store",
            "sealing",
            "audit",
            "study",
            "notice",
            "security",
            "problem",
            "body",
            "leakwatch",
            "settings"
        })
@NullMarked
package io.eprointake.alerts;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
