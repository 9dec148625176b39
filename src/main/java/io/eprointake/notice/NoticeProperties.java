package io.eprointake.notice;

import io.eprointake.settings.Settings;
import io.eprointake.settings.SettingsRules;
import io.eprointake.study.Recipient;
import io.eprointake.study.Studies;
import io.eprointake.study.StudyProperties;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How recipients of studies are told of alerts.
 *
 * @param secrets by which webhooks are signed, by the recipient's name: the newest first, and the
 *     one before it for as long as the receiver still goes by that
 * @param allowPrivateAddresses whether webhooks may go to addresses of this machine and of networks
 *     that are not public, and without TLS
 * @param sslBundle whom to trust at webhooks; what the JVM trusts when it is not set
 * @param from whom e-mails come from
 * @param link an address, in front of an alert's id; no link is sent when it is not set
 * @param mailEvery how long after an e-mail a recipient gets the next, unless there is a red flag
 * @param deliveryDeadline after which a delivery is cut
 * @param concurrency deliveries open at once, one for each recipient
 * @param poll how often is looked for what is due
 * @param giveUp how long after the first attempt there is no further one
 */
@Validated
@ConfigurationProperties("epro.notice")
record NoticeProperties(
        @DefaultValue Map<String, List<WebhookSecret>> secrets,
        @DefaultValue("false") boolean allowPrivateAddresses,
        @Nullable String sslBundle,
        @Nullable String from,
        @Nullable URI link,
        @DurationMin(minutes = 1) @DurationMax(days = 1) @DefaultValue("10m") Duration mailEvery,
        @DurationMin(seconds = 1) @DurationMax(minutes = 1) @DefaultValue("15s")
                Duration deliveryDeadline,
        @Min(1) @Max(64) @DefaultValue("8") int concurrency,
        @DurationMin(millis = 10) @DurationMax(seconds = 60) @DefaultValue("1s") Duration poll,
        @DurationMin(days = 3) @DurationMax(days = 365) @DefaultValue("3d") Duration giveUp)
        implements SettingsRules {

    private static final String PREFIX = "epro.notice.";
    private static final String LINK = PREFIX + "link";
    private static final String FROM = PREFIX + "from";
    private static final String HOST = "spring.mail.host";
    private static final String FOLDER = "epro.study.folder";

    NoticeProperties {
        secrets = Map.copyOf(secrets);
        sslBundle = sslBundle == null || sslBundle.isEmpty() ? null : sslBundle;
        from = from == null || from.isBlank() ? null : from.strip();
        link = link == null || link.toString().isEmpty() ? null : link;
    }

    /** Those of a recipient, the newest first. Spring leaves underscores out of such a name. */
    List<WebhookSecret> secrets(String recipient) {
        return secrets.entrySet().stream()
                .filter(it -> uniform(it.getKey()).equals(uniform(recipient)))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(List.of());
    }

    private static String uniform(String name) {
        return name.replace("_", "").replace("-", "");
    }

    @Override
    public void rules(Settings settings) {
        settings.httpAddress(LINK);
        settings.sslBundle(PREFIX + "ssl-bundle");
        if (from != null && !Recipient.isAddress(from)) {
            settings.refuse(FROM, "an e-mail address");
        }
        secrets()
                .forEach((recipient, its) -> {
                    if (its.isEmpty() || !its.stream().allMatch(WebhookSecret::isWellFormed)) {
                        settings.refuse(
                                PREFIX + "secrets." + recipient,
                                "values that are not shown",
                                "a list, each of it " + WebhookSecret.FORM);
                    }
                });
        settings.value(FOLDER, Path.class)
                .filter(folder -> !folder.toString().isEmpty())
                .ifPresent(folder -> {
                    try {
                        rules(settings, new Recipients(new Studies(new StudyProperties(folder))));
                    } catch (IllegalArgumentException wrong) {
                        // The file's own rules have said so, or two recipients share a name.
                        settings.refuse(
                                FOLDER,
                                "a folder of files that do not go together",
                                String.valueOf(wrong.getMessage()));
                    }
                });
    }

    private void rules(Settings settings, Recipients recipients) {
        for (Recipient recipient : recipients.all()) {
            URI webhook = recipient.webhook();
            if (webhook == null) {
                mailRules(settings);
                continue;
            }
            if (secrets(recipient.name()).isEmpty()) {
                settings.refuse(
                        PREFIX + "secrets." + recipient.name(),
                        "not set",
                        "a list of %s, since %s has a webhook"
                                .formatted(WebhookSecret.FORM, recipient.name()));
            }
            if (!allowPrivateAddresses && !"https".equalsIgnoreCase(webhook.getScheme())) {
                settings.refuse(
                        FOLDER,
                        "the webhook of %s does not begin with https://"
                                .formatted(recipient.name()),
                        "https://, unless %sallow-private-addresses is true".formatted(PREFIX));
            }
        }
    }

    private void mailRules(Settings settings) {
        if (!settings.isSet(HOST)) {
            settings.refuse(HOST, "the server that sends e-mail, since a recipient has an email");
        }
        if (from == null) {
            settings.refuse(FROM, "whom e-mails come from, since a recipient has an email");
        }
    }
}
