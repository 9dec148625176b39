/** Folders and CSV files: found, read, and written whole. */
@ApplicationModule(allowedDependencies = {"deidentify.report", "deidentify.rules"})
@NullMarked
package io.eprointake.deidentify.files;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
