/** What is done to which column: the rules file, and the profile that may tighten it. */
@NullMarked
package io.eprointake.deidentify.rules;

import org.jspecify.annotations.NullMarked;
