/** The one database and its one writer: group commit, dialects, migrations. */
@ApplicationModule(allowedDependencies = {"problem"})
@NullMarked
package io.eprointake.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
