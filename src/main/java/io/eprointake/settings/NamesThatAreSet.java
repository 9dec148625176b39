package io.eprointake.settings;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The names that are set, and which of them there are not. Below {@code epro} and at the circuit
 * breaker every name must be known. Below Spring's own it must be, where a file or the command line
 * sets it for this program alone; the environment and the JVM's properties are others' too, so that
 * there only what is a slip away from a known one is refused.
 */
final class NamesThatAreSet {

    private static final List<String> COMMANDS =
            List.of("deidentify", "token", "backup", "restore", "verify", "audit", "keys", "train");
    private static final List<String> OF_SPRING = List.of("spring", "server", "management");

    /** What may be shown though nobody knows what it is: figures and their units, and truth. */
    private static final Pattern HARMLESS =
            Pattern.compile("-?[0-9.]{1,12}[A-Za-z%]{0,4}|true|false");

    private final KnownSettings known;
    private final Secrets secrets;
    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private final Map<String, Refusal> refusals = new LinkedHashMap<>();

    NamesThatAreSet(ConfigurableEnvironment environment, KnownSettings known, Secrets secrets) {
        this.known = known;
        this.secrets = secrets;
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof SystemEnvironmentPropertySource variables) {
                readVariables(variables);
            } else if (source instanceof EnumerablePropertySource<?> listed) {
                read(listed);
            }
        }
        for (String profile : environment.getActiveProfiles()) {
            if (!profile.equals("analyzer") && Likeness.isSlip(profile, "analyzer")) {
                refusals.put(
                        "profile " + profile,
                        new Refusal(
                                "spring.profiles.active",
                                profile,
                                "no profile has this name; the nearest is analyzer"));
            }
        }
    }

    /** Those that there are, by their names. */
    Map<String, Setting> settings() {
        return settings;
    }

    /** Those that there are not, by their names as they were written. */
    Map<String, Refusal> refusals() {
        return refusals;
    }

    private void read(EnumerablePropertySource<?> source) {
        boolean typed = source instanceof CommandLinePropertySource<?>;
        if (typed) {
            readWords(source);
        }
        for (String name : source.getPropertyNames()) {
            read(source, name, typed);
        }
    }

    private void read(EnumerablePropertySource<?> source, String written, boolean typed) {
        var name = ConfigurationPropertyName.adapt(written, '.');
        if (name.isEmpty()) {
            return;
        }
        String root = name.getElement(0, Form.UNIFORM);
        boolean single = typed && name.getNumberOfElements() == 1;
        if (!single && !known.concerns(root)) {
            return;
        }
        Optional<Setting> setting = known.find(name);
        if (setting.isPresent()) {
            settings.put(setting.get().name(), setting.get());
            return;
        }
        boolean others =
                source.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
        String nearest = known.nearest(name.toString());
        if (single
                || isOurs(name.toString())
                || (OF_SPRING.contains(root) && !others)
                || Likeness.isSlip(name.toString(), nearest)) {
            refuse(written, WrittenAt.of(source, written), source.getProperty(written), nearest);
        }
    }

    private static boolean isOurs(String name) {
        return name.equals("epro")
                || name.startsWith("epro.")
                || name.startsWith("resilience4j.circuitbreaker.");
    }

    private void readVariables(SystemEnvironmentPropertySource source) {
        List<String> names = List.of(source.getPropertyNames());
        List<String> services =
                names.stream()
                        .filter(name -> name.endsWith("_SERVICE_HOST"))
                        .map(name -> name.substring(0, name.length() - "SERVICE_HOST".length()))
                        .toList();
        for (String written : names) {
            // Kubernetes tells every container of every service, and one may be named epro-intake.
            if (services.stream()
                    .anyMatch(service ->
                            written.startsWith(service + "SERVICE_")
                                    || written.startsWith(service + "PORT"))) {
                continue;
            }
            String dotted =
                    written.toLowerCase(Locale.ROOT)
                            .replace('_', '.')
                            .replaceAll("\\.(\\d+)(?=\\.|$)", "[$1]");
            if (dotted.contains(".") && known.concerns(dotted.substring(0, dotted.indexOf('.')))) {
                readVariable(source, written, dotted);
            }
        }
    }

    private void readVariable(
            SystemEnvironmentPropertySource source, String written, String dotted) {
        Optional<Setting> setting = known.findVariable(written);
        if (setting.isPresent()) {
            settings.put(setting.get().name(), setting.get());
            return;
        }
        String nearest = known.nearest(dotted);
        if (isOurs(dotted) || Likeness.isSlip(dotted, nearest.replace('-', '.'))) {
            refuse(
                    written,
                    "environment",
                    source.getProperty(written),
                    nearest.toUpperCase(Locale.ROOT)
                            .replace('.', '_')
                            .replaceAll("[-\\]]", "")
                            .replace('[', '_'));
        }
    }

    private void readWords(EnumerablePropertySource<?> source) {
        String words =
                Objects.toString(
                        source.getProperty(
                                CommandLinePropertySource.DEFAULT_NON_OPTION_ARGS_PROPERTY_NAME),
                        "");
        Arrays.stream(words.split(",", -1))
                .filter(word -> !word.isBlank())
                .forEach(word -> {
                    String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
                    String right =
                            name.startsWith("-")
                                    ? "settings on the command line begin with two dashes: --name=value"
                                    : "settings on the command line are --name=value, and the first word may be one of %s; the nearest is %s"
                                            .formatted(
                                                    String.join(", ", COMMANDS),
                                                    Likeness.nearest(name, COMMANDS).orElseThrow());
                    refusals.put(
                            name, new Refusal(name + " (command line)", "a word by itself", right));
                });
    }

    private void refuse(String written, String at, Object value, String nearest) {
        String text = Objects.toString(value, "");
        boolean harmless =
                HARMLESS.matcher(text).matches()
                        && !Secrets.isSecret(written)
                        && !Secrets.isSecret(nearest);
        refusals.putIfAbsent(
                written,
                new Refusal(
                        at.isEmpty() ? written : written + " (" + at + ")",
                        text.isEmpty() ? "empty" : harmless ? text : Secrets.ofLength(text),
                        secrets.without("no setting has this name; the nearest is " + nearest)));
    }
}
