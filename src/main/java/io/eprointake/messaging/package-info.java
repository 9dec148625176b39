/** Kafka: enrollment updates in, outcomes out; absent when no broker is set. */
@ApplicationModule(
        allowedDependencies = {
            "report",
            "alerts",
            "audit",
            "journal",
            "enrollment",
            "store",
            "leakwatch",
            "settings",
            "logging"
        })
@NullMarked
package io.eprointake.messaging;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
