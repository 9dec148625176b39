package io.eprointake.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/** What must not be shown, though it is in the way of a message. */
final class Secrets {

    /** By the last part of a name. {@code max-tokens} counts some, {@code key-file} says where. */
    private static final Pattern NAME =
            Pattern.compile(
                    "(?i)passw(or)?d|passphrase|pwd|secret|credential|token(?!s)|jaas|(private|api|secret|access|signing|encryption)[-_.]?key|(^|[-_.])key$");

    private static final Pattern NO_SECRET = Pattern.compile("(?i)(file|location|alias|type)$");

    private static final Pattern USER_INFO = Pattern.compile("(?<=//)[^/@\\s]*@(?=\\S)");

    private static final Pattern PARAMETER =
            Pattern.compile(
                    "(?i)([?&;\\s]?[\\w.-]*(?:pass|pwd|secret|token|key|credential)[\\w.-]*=)(\"[^\"]*\"|'[^']*'|[^&;\\s]+)");

    /** Shorter ones are in words that are no secret. */
    private static final int SHORTEST = 6;

    private final List<String> values;

    /** Knows those that are set, to find them in others' messages. */
    Secrets(ConfigurableEnvironment environment) {
        List<String> found = new ArrayList<>();
        for (var source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> listed) {
                for (String name : listed.getPropertyNames()) {
                    if (isSecret(name)) {
                        found.add(Objects.toString(listed.getProperty(name), ""));
                    }
                }
            }
        }
        values =
                found.stream()
                        .filter(value -> value.length() >= SHORTEST)
                        .distinct()
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .toList();
    }

    static boolean isSecret(String name) {
        return NAME.matcher(name).find() && !NO_SECRET.matcher(name).find();
    }

    /** A setting's value, as it may be shown. */
    String shown(String name, String value) {
        if (value.isEmpty()) {
            return "empty";
        }
        return isSecret(name) ? ofLength(value) : without(value);
    }

    static String ofLength(String value) {
        return "a value of %d characters, which is not shown".formatted(value.length());
    }

    /** Any text, without the secrets in it. */
    String without(String text) {
        String shown = PARAMETER.matcher(text).replaceAll("$1***");
        shown = USER_INFO.matcher(shown).replaceAll("***@");
        for (String value : values) {
            shown = shown.replace(value, "***");
        }
        return shown;
    }
}
