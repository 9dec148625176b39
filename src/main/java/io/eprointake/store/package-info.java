/** The one database and its one writer in each replica: group commit, dialects. */
@ApplicationModule(allowedDependencies = {"leakwatch", "settings", "logging"})
@NullMarked
package io.eprointake.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
