/** Says what a first rules file would be, from headers and samples. Never quotes a value. */
@NullMarked
package io.eprointake.deidentify.suggest;

import org.jspecify.annotations.NullMarked;
