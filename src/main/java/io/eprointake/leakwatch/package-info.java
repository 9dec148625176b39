/** Counts what runs, cancels nothing by itself, and names what did not end. */
@ApplicationModule(allowedDependencies = {"logging"})
@NullMarked
package io.eprointake.leakwatch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
