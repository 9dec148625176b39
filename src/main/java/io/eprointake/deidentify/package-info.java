/** The batch command: hands on exported CSV files without the identities in them. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.eprointake.deidentify;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
