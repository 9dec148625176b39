/** By which keys people's tokens are checked, and those that the service makes for itself. */
@ApplicationModule(allowedDependencies = {"sealing"})
@NullMarked
package io.eprointake.security.keys;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
