package io.eprointake.study;

import io.eprointake.settings.Settings;
import io.eprointake.settings.SettingsRules;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where studies are configured.
 *
 * @param folder of their files, one {@code *.yaml} each; without one each study has the defaults
 */
@ConfigurationProperties("epro.study")
public record StudyProperties(@Nullable Path folder) implements SettingsRules {

    @Override
    public void rules(Settings settings) {
        if (folder == null) {
            return;
        }
        try {
            StudyFile.readAll(folder);
        } catch (StudyFileException wrong) {
            settings.refuse(
                    "epro.study.folder",
                    String.valueOf(wrong.getMessage()),
                    "a folder of files that are as the manual's page on studies says");
        }
    }
}
