/**
 * What a questionnaire is: its items, how answers are cleaned and graded, and which raise an alert.
 */
@ApplicationModule(allowedDependencies = {"report", "settings"})
@NullMarked
package io.eprointake.instrument;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
