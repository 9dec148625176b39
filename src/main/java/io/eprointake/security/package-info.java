/** Who may do what: one filter chain, phones' and systems' tokens, people's, roles and limits. */
@ApplicationModule(
        allowedDependencies = {
            "report",
            "audit",
            "problem",
            "body",
            "store",
            "leakwatch",
            "security.credential",
            "security.keys",
            "settings"
        })
@NullMarked
package io.eprointake.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
