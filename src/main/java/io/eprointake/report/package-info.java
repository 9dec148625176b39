/** The vocabulary: what a patient reports, what it is answered with, and what others find in it. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.eprointake.report;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
