package io.eprointake.store;

import io.eprointake.settings.Settings;
import io.eprointake.settings.SettingsRules;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of the store.
 *
 * @param queueCapacity how many writes that phones and sites sent may wait for a commit; the next
 *     is refused with 503 at once
 * @param reserved how many writes of the service's own may wait besides: claims, outcomes, what
 *     comes from a broker
 * @param maxBatch how many writes share one commit at the most
 * @param commitTimeout how long a caller waits for its commit before it is told to send again
 * @param readQueueCapacity how many reads may wait for a thread; the next is refused with 503 at
 *     once
 * @param readTimeout how long a read may take, its wait included
 * @param expected whether a store must be there at the start; else an empty one is made
 * @param minFree how much room must stay on the disk of a SQLite file; with less, all that is sent
 *     is refused with 503, and nothing written
 */
@Validated
@ConfigurationProperties("epro.store")
record StoreProperties(
        @DefaultValue("2048") @Min(1) @Max(1_000_000) int queueCapacity,
        @DefaultValue("1024") @Min(64) @Max(1_000_000) int reserved,
        @DefaultValue("256") @Min(1) @Max(10_000) int maxBatch,
        @DurationMin(millis = 100) @DurationMax(seconds = 10) @DefaultValue("10s")
                Duration commitTimeout,
        @DefaultValue("64") @Min(1) @Max(10_000) int readQueueCapacity,
        @DurationMin(millis = 100) @DurationMax(seconds = 60) @DefaultValue("5s")
                Duration readTimeout,
        @DefaultValue("false") boolean expected,
        @DefaultValue("64MB") DataSize minFree)
        implements SettingsRules {

    /** Where SQLite keeps nothing: no name, or the one of a database without a file. */
    private static final Pattern IN_MEMORY =
            Pattern.compile("^(file:)?(\\?|$)|:memory:|mode=memory");

    private static final Pattern USER = Pattern.compile("[?&]user=");

    private static final String URL = "spring.datasource.url";

    @Override
    public void rules(Settings settings) {
        if (!settings.isActive("analyzer")) {
            settings.value(URL, String.class).ifPresent(url -> checkUrl(settings, url));
        }
    }

    private static void checkUrl(Settings settings, String url) {
        if (url.startsWith(PostgresDialect.PREFIX)) {
            if (PostgresDialect.isRewriting(url)) {
                settings.refuse(URL, "an address without reWriteBatchedInserts");
            }
            if (settings.isSet("spring.flyway.user") && USER.matcher(url).find()) {
                // The driver would go by the address, and there would be one role.
                settings.refuse(
                        List.of(URL, "spring.flyway.user"),
                        "an address without user, which spring.datasource.username is then");
            }
        } else if (!url.startsWith(DatabaseFile.PREFIX)
                || IN_MEMORY.matcher(url.substring(DatabaseFile.PREFIX.length())).find()) {
            settings.refuse(
                    URL,
                    "%s and a file, or %s and a server's address"
                            .formatted(DatabaseFile.PREFIX, PostgresDialect.PREFIX));
        }
    }
}
