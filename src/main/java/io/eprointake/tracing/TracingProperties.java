package io.eprointake.tracing;

import io.eprointake.settings.Settings;
import io.eprointake.settings.SettingsRules;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Whether traces are made.
 *
 * @param url where a collector takes OTLP over HTTP, for example {@code
 *     http://127.0.0.1:4318/v1/traces}; there are no traces when it is not set
 */
@ConfigurationProperties("epro.tracing")
record TracingProperties(@Nullable URI url) implements SettingsRules {

    TracingProperties {
        url = url == null || url.toString().isEmpty() ? null : url;
    }

    @Override
    public void rules(Settings settings) {
        settings.httpAddress("epro.tracing.url");
    }
}
