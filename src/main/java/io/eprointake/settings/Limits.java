package io.eprointake.settings;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.Annotation;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * What a value must be.
 *
 * @param what its type, in words
 * @param least in words and figures; null for no limit
 * @param most as {@code least}
 */
record Limits(String what, @Nullable String least, @Nullable String most) {

    /** Of settings that are Spring's or a library's, which would find out too late, or never. */
    private static final Map<String, List<String>> OF_OTHERS =
            Map.of(
                    "server.port",
                    List.of("0", "65535"),
                    "management.server.port",
                    List.of("0", "65535"),
                    "spring.datasource.hikari.maximum-pool-size",
                    List.of("2", "1000"),
                    "spring.flyway.lock-retry-count",
                    List.of("0", "1000000"),
                    KnownSettings.CIRCUIT + ".sliding-window-size",
                    List.of("1", "1000000"),
                    KnownSettings.CIRCUIT + ".minimum-number-of-calls",
                    List.of("1", "1000000"),
                    KnownSettings.CIRCUIT + ".failure-rate-threshold",
                    List.of("1", "100"),
                    KnownSettings.CIRCUIT + ".permitted-number-of-calls-in-half-open-state",
                    List.of("1", "100000"));

    static Limits of(Setting setting) {
        String least = null;
        String most = null;
        String what = what(setting);
        List<String> known = OF_OTHERS.get(setting.name());
        if (known != null) {
            least = known.getFirst();
            most = known.getLast();
        }
        for (Annotation limit : setting.limits()) {
            switch (limit) {
                case Min min -> least = Long.toString(min.value());
                case Max max -> most = Long.toString(max.value());
                case DecimalMin min -> least = min.value();
                case DecimalMax max -> most = max.value();
                case DurationMin min ->
                        least =
                                words(
                                        Duration.ofDays(min.days())
                                                .plusHours(min.hours())
                                                .plusMinutes(min.minutes())
                                                .plusSeconds(min.seconds())
                                                .plusMillis(min.millis()));
                case DurationMax max ->
                        most =
                                words(
                                        Duration.ofDays(max.days())
                                                .plusHours(max.hours())
                                                .plusMinutes(max.minutes())
                                                .plusSeconds(max.seconds())
                                                .plusMillis(max.millis()));
                case Pattern pattern -> what = "a text of the form " + pattern.regexp();
                default -> {}
            }
        }
        return new Limits(what, least, most);
    }

    private static String what(Setting setting) {
        Class<?> type = setting.type().resolve(Object.class);
        if (setting.is(Duration.class)) {
            return "a duration with its unit (ms, s, m, h, d)";
        }
        if (setting.is(DataSize.class)) {
            return "a size with its unit (B, KB, MB, GB)";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == double.class
                || type == Double.class
                || type == float.class
                || type == Float.class) {
            return "a number";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a whole number";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant ->
                            ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (setting.is(URI.class)) {
            return "an address";
        }
        if (setting.is(Path.class)) {
            return "a file or folder";
        }
        if (setting.is(InetAddress.class)) {
            return "an address of this machine, such as 127.0.0.1";
        }
        if (setting.isList()) {
            return "a list of: " + Limits.of(setting.element("")).words();
        }
        return setting.isGroup() || setting.isMap() ? "a group of settings" : "a text";
    }

    /** Whether a number that was read is in them. */
    boolean admit(Object value) {
        if (!(value instanceof Number)) {
            return true;
        }
        BigDecimal number = new BigDecimal(value.toString());
        return (least == null || number.compareTo(new BigDecimal(least)) >= 0)
                && (most == null || number.compareTo(new BigDecimal(most)) <= 0);
    }

    String words() {
        if (least != null && most != null) {
            return "%s from %s to %s".formatted(what, least, most);
        }
        if (least != null) {
            return "%s, at least %s".formatted(what, least);
        }
        return most == null ? what : "%s, at most %s".formatted(what, most);
    }

    /** As it would be written in a setting. */
    static String words(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0 || millis == 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
