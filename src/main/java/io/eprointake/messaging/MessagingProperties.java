package io.eprointake.messaging;

import io.eprointake.settings.Settings;
import io.eprointake.settings.SettingsRules;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How Kafka is used, once {@code spring.kafka.bootstrap-servers} is set.
 *
 * @param source of the events that are sent; with an event's id it is unique, so installations that
 *     send to one broker need one each
 * @param poll how often the outbox is looked at
 * @param batch how many outcomes are sent at a time, and updates taken
 * @param createTopics whether topics that are missing are created
 * @param partitions of a topic that is created
 * @param replication of a topic that is created, how many brokers hold it
 */
@Validated
@ConfigurationProperties("epro.messaging")
record MessagingProperties(
        @DefaultValue("urn:epro-intake") URI source,
        @DurationMin(millis = 10) @DurationMax(seconds = 60) @DefaultValue("500ms") Duration poll,
        @Min(1) @Max(10_000) @DefaultValue("500") int batch,
        @DefaultValue("false") boolean createTopics,
        @Min(1) @Max(1000) @DefaultValue("6") int partitions,
        @Min(1) @Max(10) @DefaultValue("1") short replication)
        implements SettingsRules {

    private static final Pattern BROKER = Pattern.compile("(\\w+://)?[^\\s/,]+:\\d{1,5}");
    private static final String BROKERS = "spring.kafka.bootstrap-servers";

    @Override
    public void rules(Settings settings) {
        if (settings.isSet(BROKERS)) {
            // Else a batch would never fit into the writer's queue, however idle it is.
            settings.atMost("epro.messaging.batch", "epro.store.reserved", Integer.class);
            if (settings.value(BROKERS, String[].class)
                    .filter(brokers -> !Stream.of(brokers).allMatch(BROKER.asMatchPredicate()))
                    .isPresent()) {
                settings.refuse(BROKERS, "host:port, or several with commas between them");
            }
        }
    }
}
