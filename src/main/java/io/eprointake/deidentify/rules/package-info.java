/**
 * What is done to which column: the rules file, the profile that may tighten it, and what headers
 * say.
 */
@ApplicationModule(allowedDependencies = {"deidentify.text"})
@NullMarked
package io.eprointake.deidentify.rules;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
