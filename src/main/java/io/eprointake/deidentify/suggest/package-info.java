/** Says what a first rules file would be, from headers and samples. Never quotes a value. */
@ApplicationModule(allowedDependencies = {"deidentify.rules", "deidentify.text"})
@NullMarked
package io.eprointake.deidentify.suggest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
