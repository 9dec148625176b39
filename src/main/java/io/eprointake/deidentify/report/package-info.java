/** What a run came to, without a value of any file. */
@ApplicationModule(allowedDependencies = {"deidentify.rules", "deidentify.text"})
@NullMarked
package io.eprointake.deidentify.report;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
