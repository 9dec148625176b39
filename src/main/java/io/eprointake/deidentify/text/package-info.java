/** Finds identifiers in free text, English and Chinese, and takes them out. */
@NullMarked
package io.eprointake.deidentify.text;

import org.jspecify.annotations.NullMarked;
