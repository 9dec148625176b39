/** What feeds the page that a site's staff look at: in one call what its first screen shows. */
@ApplicationModule(
        allowedDependencies = {
            "report",
            "study",
            "alerts",
            "journal",
            "enrollment",
            "security",
            "audit",
            "store",
            "leakwatch",
            "problem",
            "logging"
        })
@NullMarked
package io.eprointake.dashboard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
