/** Who did what: entries in chains of hashes, written with what they tell, checked and exported. */
@ApplicationModule(allowedDependencies = {"store", "sealing", "leakwatch", "settings", "logging"})
@NullMarked
package io.eprointake.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
