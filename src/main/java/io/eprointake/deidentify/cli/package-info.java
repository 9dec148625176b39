/** What is typed: the commands, their progress, and how they end. */
@ApplicationModule(
        allowedDependencies = {
            "deidentify.files",
            "deidentify.transform",
            "deidentify.report",
            "deidentify.rules",
            "deidentify.suggest",
            "deidentify.text",
            "deidentify.vault"
        })
@NullMarked
package io.eprointake.deidentify.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
