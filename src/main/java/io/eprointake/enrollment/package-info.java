/** The exact count of enrolled patients, its API and its store. */
@ApplicationModule(
        allowedDependencies = {
            "report",
            "store",
            "problem",
            "body",
            "leakwatch",
            "security",
            "audit",
            "study",
            "settings"
        })
@NullMarked
package io.eprointake.enrollment;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
