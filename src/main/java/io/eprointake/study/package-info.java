/** A study's configuration, read at start from one file each. */
@ApplicationModule(allowedDependencies = {"report", "instrument", "settings"})
@NullMarked
package io.eprointake.study;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
