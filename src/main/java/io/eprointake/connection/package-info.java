/** What a connection may cost before a request has come over it, on both ports. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.eprointake.connection;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
