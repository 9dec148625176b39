/**
 * What every line of the log has in common: the id of the request that it belongs to, a fault in
 * words and not once for each time that it comes, and which build says it.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.eprointake.logging;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
