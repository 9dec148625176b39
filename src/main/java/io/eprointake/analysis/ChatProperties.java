package io.eprointake.analysis;

import io.eprointake.settings.Settings;
import io.eprointake.settings.SettingsRules;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * A model that reads narratives beside the embedded analyzer, behind chat completions as OpenAI
 * defined them.
 *
 * @param url the base address, for example {@code https://models.hospital.org/v1}; no model is
 *     asked when it is not set
 * @param model its name there; required with {@code url}
 * @param keyFile a file that holds the key and nothing more, read for every call, so that another
 *     key needs no restart; no key is shown when it is not set
 * @param sslBundle as {@code epro.analysis.ssl-bundle}
 * @param maxTokens of an answer; a longer one is cut off there, and unreadable
 * @param maxCharacters UTF-16 units of a narrative that the model is given; what follows is not
 */
@Validated
@ConfigurationProperties("epro.analysis.chat")
record ChatProperties(
        @Nullable URI url,
        @Nullable String model,
        @Nullable Path keyFile,
        @Nullable String sslBundle,
        @Min(64) @Max(100_000) @DefaultValue("2048") int maxTokens,
        @Min(100) @Max(1_000_000) @DefaultValue("20000") int maxCharacters)
        implements SettingsRules {

    private static final String URL = "epro.analysis.chat.url";

    ChatProperties {
        url = url == null || url.toString().isEmpty() ? null : url;
        keyFile = keyFile == null || keyFile.toString().isEmpty() ? null : keyFile;
        sslBundle = sslBundle == null || sslBundle.isEmpty() ? null : sslBundle;
        model = model == null || model.isBlank() ? null : model;
    }

    @Override
    public void rules(Settings settings) {
        settings.httpAddress(URL);
        settings.sslBundle("epro.analysis.chat.ssl-bundle");
        settings.httpsFor("epro.analysis.chat.ssl-bundle", URL);
        if (url != null && settings.isActive("analyzer")) {
            settings.refuse(
                    List.of(URL, "spring.profiles.active"),
                    "epro.analysis.chat.url is for the service, and not for the profile analyzer");
        }
        if (url != null && settings.isSet("epro.analysis.url")) {
            settings.refuse(
                    List.of("epro.analysis.url", URL),
                    "not both: the one for a remote analyzer, or the other for a model beside the embedded one");
        }
        if ((url == null) != (model == null)) {
            settings.refuse(
                    List.of(URL, "epro.analysis.chat.model"),
                    "both or neither: the address, and the model's name there");
        }
        if (url == null && keyFile != null) {
            settings.refuse(
                    List.of(URL, "epro.analysis.chat.key-file"),
                    "the address of the model whose key this is, or no key-file");
        }
        try {
            ChatAnalyzer.key(keyFile);
        } catch (IOException e) {
            settings.refuse("epro.analysis.chat.key-file", ChatAnalyzer.KEY_FILE);
        }
    }
}
