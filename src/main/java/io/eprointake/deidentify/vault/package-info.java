/** Keeps the secrets: makes pseudonyms under a key, and shows an original to who may see it. */
@ApplicationModule(allowedDependencies = {"deidentify.report", "deidentify.text"})
@NullMarked
package io.eprointake.deidentify.vault;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
