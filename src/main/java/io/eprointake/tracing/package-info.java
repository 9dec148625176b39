/** What becomes of a report as one trace, sent to a collector; absent when none is set. */
@ApplicationModule(allowedDependencies = {"store", "leakwatch", "logging", "settings"})
@NullMarked
package io.eprointake.tracing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
