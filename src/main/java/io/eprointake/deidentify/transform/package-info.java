/** What becomes of each value, row and column. */
@ApplicationModule(
        allowedDependencies = {
            "deidentify.files",
            "deidentify.report",
            "deidentify.rules",
            "deidentify.text",
            "deidentify.vault"
        })
@NullMarked
package io.eprointake.deidentify.transform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
