package io.eprointake.logging;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.info.GitProperties;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Says at the start which build it is; {@code /actuator/info} answers the same. */
@Component
class Build {

    private static final Logger log = LoggerFactory.getLogger(Build.class);
    private static final String UNKNOWN = "unknown";

    private final @Nullable BuildProperties build;
    private final @Nullable GitProperties git;

    /** Built without Maven there is neither, and without Git's folder no commit. */
    Build(ObjectProvider<BuildProperties> build, ObjectProvider<GitProperties> git) {
        this.build = build.getIfAvailable();
        this.git = git.getIfAvailable();
    }

    @EventListener(ApplicationStartedEvent.class)
    void tell() {
        log.atInfo()
                .addKeyValue("version", build == null ? UNKNOWN : build.getVersion())
                .addKeyValue("commit", git == null ? UNKNOWN : git.getShortCommitId())
                .addKeyValue("java", Runtime.version())
                .log("ePRO Intake has started");
    }
}
