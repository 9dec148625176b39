/** Benchmarks of the packaged service beside a bare echo. */
@NullMarked
package io.eprointake.bench;

import org.jspecify.annotations.NullMarked;
