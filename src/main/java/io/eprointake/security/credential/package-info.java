/** Secrets that are told once: codes, tokens, and whom the known ones stand for. */
@ApplicationModule(allowedDependencies = {"report"})
@NullMarked
package io.eprointake.security.credential;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
