/**
 * The catalogue of everything that can be refused, and how each is told: RFC 9457 problem
 * documents.
 */
@ApplicationModule(allowedDependencies = {"logging", "store"})
@NullMarked
package io.eprointake.problem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
