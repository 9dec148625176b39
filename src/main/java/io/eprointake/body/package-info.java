/**
 * Bodies of requests, read within a size and a time, and the share of the heap that all of them
 * have together.
 */
@ApplicationModule(allowedDependencies = {"report", "problem"})
@NullMarked
package io.eprointake.body;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
