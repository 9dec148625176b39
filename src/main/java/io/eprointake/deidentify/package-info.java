/** The batch command: hands on exported CSV files without the identities in them. */
@ApplicationModule(allowedDependencies = {"deidentify.cli"})
@NullMarked
package io.eprointake.deidentify;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
