/**
 * Tells recipients of alerts, by webhooks and e-mail: written in the transaction of what they tell,
 * and sent at least once.
 */
@ApplicationModule(
        allowedDependencies = {
            "study",
            "audit",
            "problem",
            "store",
            "leakwatch",
            "security",
            "settings",
            "logging"
        })
@NullMarked
package io.eprointake.notice;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
