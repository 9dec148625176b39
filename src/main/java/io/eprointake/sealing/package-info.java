/** What patients said is stored sealed: a data key for each study, wrapped by one key outside. */
@ApplicationModule(allowedDependencies = {"store", "settings"})
@NullMarked
package io.eprointake.sealing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
