/** Finds identifiers in free text, English and Chinese, and takes them out. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.eprointake.deidentify.text;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
