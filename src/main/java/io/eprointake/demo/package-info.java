/**
 * The profile {@code demo}: a clinical day of a made-up trial, played in minutes. It is a client:
 * it calls the service as phones, sites and programs do, and the service does not know it.
 */
@ApplicationModule(allowedDependencies = {"report", "sealing", "security"})
@NullMarked
package io.eprointake.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
