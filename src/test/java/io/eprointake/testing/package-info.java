/**
 * What the tests share: the service in this process or in its own, an analyzer that misbehaves,
 * made-up patients.
 */
@NullMarked
package io.eprointake.testing;

import org.jspecify.annotations.NullMarked;
