/**
 * What can be set, whether what was set is right, and how a start that is refused says why: which
 * setting, what it was, what is right.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.eprointake.settings;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
