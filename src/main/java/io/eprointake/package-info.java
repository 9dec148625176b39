/** The application itself; everything it does is in the packages below. */
@NullMarked
package io.eprointake;

import org.jspecify.annotations.NullMarked;
