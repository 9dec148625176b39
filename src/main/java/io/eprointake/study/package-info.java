/**
 * A study's configuration, read at start from one file each; who takes part in it, what is expected
 * of them, and what of it came.
 */
@ApplicationModule(
        allowedDependencies = {
            "report",
            "instrument",
            "store",
            "problem",
            "body",
            "security",
            "audit",
            "sealing",
            "settings"
        })
@NullMarked
package io.eprointake.study;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
