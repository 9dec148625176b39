/** The commands that back up a store, restore it, and say whether one, or its trail, is whole. */
@ApplicationModule(allowedDependencies = {"store", "sealing", "journal", "intake", "audit"})
@NullMarked
package io.eprointake.backup;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
