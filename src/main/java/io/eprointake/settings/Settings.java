package io.eprointake.settings;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.MessageInterpolator;
import jakarta.validation.Path;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hibernate.validator.HibernateValidator;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Profiles;
import org.springframework.util.unit.DataSize;

/**
 * What was set, everywhere that Spring looks. All that is wrong is found, and not the first only:
 * names that there are not, values that are none, and what does not go together.
 */
public final class Settings {

    /** None is the same in every unit. */
    private static final Pattern NO_UNIT = Pattern.compile("\\s*[+-]?0*[1-9]\\d*\\s*");

    /** A record's own words for what it refuses: the name, and what is right. */
    private static final Pattern OWN_WORDS = Pattern.compile("((?:[a-z0-9-]+\\.)+[a-z0-9-]+) (.+)");

    private static final Validator VALIDATOR = validator();

    private final ConfigurableEnvironment environment;
    private final KnownSettings known = KnownSettings.ofTheClasspath();
    private final Binder binder;
    private final Secrets secrets;
    private final NamesThatAreSet names;
    private final Map<String, Refusal> refusals = new LinkedHashMap<>();

    private Settings(ConfigurableEnvironment environment) {
        this.environment = environment;
        this.binder = Binder.get(environment);
        this.secrets = new Secrets(environment);
        this.names = new NamesThatAreSet(environment, known, secrets);
    }

    /** Why nothing is started with these; empty when they are right. */
    static List<Refusal> refusals(ConfigurableEnvironment environment) {
        return checked(environment).refusals();
    }

    /** What was set, after a look at all of it. */
    static Settings checked(ConfigurableEnvironment environment) {
        ConfigurationPropertySources.attach(environment);
        var settings = new Settings(environment);
        settings.refusals.putAll(settings.names.refusals());
        settings.names.settings().values().forEach(settings::checkValue);
        settings.checkRecords();
        return settings;
    }

    List<Refusal> refusals() {
        return List.copyOf(refusals.values());
    }

    /** By whoever runs the service, and not by the program itself. */
    SetSettings set() {
        Map<String, String> shown = new TreeMap<>();
        for (String name : names.settings().keySet()) {
            ConfigurationProperty property = property(name);
            if (property != null && !WrittenAt.ofTheProgram(property)) {
                shown.put(name, secrets.shown(name, String.valueOf(property.getValue())));
            }
        }
        return new SetSettings(Collections.unmodifiableMap(shown));
    }

    private static Validator validator() {
        try (var factory =
                Validation.byProvider(HibernateValidator.class)
                        .configure()
                        .messageInterpolator(new AsWritten())
                        .buildValidatorFactory()) {
            return factory.getValidator();
        }
    }

    /** Whatever the machine's language is; limits are told in words of their own. */
    private static final class AsWritten implements MessageInterpolator {

        @Override
        public String interpolate(String template, Context context) {
            return template;
        }

        @Override
        public String interpolate(String template, Context context, Locale locale) {
            return template;
        }
    }

    private void checkValue(Setting setting) {
        ConfigurationProperty property = property(setting.name());
        if (property == null) {
            return;
        }
        String text = environment.resolvePlaceholders(String.valueOf(property.getValue()));
        if (setting.isGroup()) {
            if (!text.isEmpty()) {
                refuse(setting.name(), "settings below it, and no value of its own");
            }
        } else if (text.isBlank()) {
            if (!setting.isText()) {
                refuse(setting.name(), setting.right());
            }
        } else if ((setting.is(Duration.class) || setting.is(DataSize.class))
                && NO_UNIT.matcher(text).matches()) {
            refuse(setting.name(), setting.right());
        } else if (!setting.isAnything() && !setting.isMap()) {
            convert(setting);
        }
    }

    private void convert(Setting setting) {
        Collector errors = new Collector();
        Object value =
                binder.bind(adapted(setting.name()), Bindable.of(setting.type()), errors)
                        .orElse(null);
        if (value != null && !Limits.of(setting).admit(value)) {
            refuse(setting.name(), setting.right());
        }
    }

    private void checkRecords() {
        List<Object> bound = new ArrayList<>();
        known.records()
                .forEach((prefix, type) -> {
                    Object values = binder.bindOrCreate(prefix, Bindable.of(type), new Collector());
                    if (values != null) {
                        bound.add(values);
                        VALIDATOR.validate(values).forEach(violation -> refuse(prefix, violation));
                    }
                });
        for (Object values : bound) {
            if (values instanceof SettingsRules rules) {
                rules.rules(this);
            }
        }
    }

    private void refuse(String prefix, ConstraintViolation<?> violation) {
        var name = new StringBuilder(prefix);
        for (Path.Node node : violation.getPropertyPath()) {
            if (node.getIndex() != null) {
                name.append('[').append(node.getIndex()).append(']');
            }
            if (node.getName() != null && !node.getName().startsWith("<")) {
                name.append('.').append(DataObjectPropertyName.toDashedForm(node.getName()));
            }
        }
        String right =
                known.find(adapted(name.toString()))
                        .map(Setting::right)
                        .orElse(violation.getMessage());
        refuse(name.toString(), right);
    }

    /** Says that a setting is wrong. */
    public void refuse(String name, String right) {
        refuse(List.of(name), right);
    }

    /** Says that a group of settings is wrong as it is, which is described without a secret. */
    public void refuse(String name, String was, String right) {
        refusals.putIfAbsent(name, new Refusal(placed(name), secrets.without(was), right));
    }

    /** Says that settings do not go together. */
    public void refuse(List<String> names, String right) {
        String key = String.join(" and ", names);
        if (names.size() > 1 && names.stream().anyMatch(refusals::containsKey)) {
            return;
        }
        refusals.putIfAbsent(
                key,
                new Refusal(
                        names.stream().map(this::placed).collect(Collectors.joining(" and ")),
                        names.stream().map(this::was).collect(Collectors.joining(" and ")),
                        right));
    }

    private String placed(String name) {
        ConfigurationProperty property = property(name);
        String at = property == null ? "" : WrittenAt.of(property);
        return at.isEmpty() ? name : name + " (" + at + ")";
    }

    private String was(String name) {
        ConfigurationProperty property = property(name);
        if (property != null) {
            return secrets.shown(name, String.valueOf(property.getValue()));
        }
        String usual = usual(name);
        return usual == null ? "not set" : usual;
    }

    private @Nullable String usual(String name) {
        return known.find(adapted(name)).map(Setting::usual).orElse(null);
    }

    private static ConfigurationPropertyName adapted(String name) {
        return ConfigurationPropertyName.adapt(name, '.');
    }

    private @Nullable ConfigurationProperty property(String name) {
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty property = source.getConfigurationProperty(adapted(name));
            if (property != null) {
                return property;
            }
        }
        return null;
    }

    /** Whether this profile is active. */
    public boolean isActive(String profile) {
        return environment.acceptsProfiles(Profiles.of(profile));
    }

    /** Whether something is set there that is not empty, or below it. */
    public boolean isSet(String name) {
        ConfigurationProperty property = property(name);
        if (property != null) {
            return !String.valueOf(property.getValue()).isBlank();
        }
        return binder.bind(adapted(name), Bindable.listOf(Object.class), new Collector())
                        .map(list -> !list.isEmpty())
                        .orElse(false)
                || binder.bind(adapted(name), Bindable.mapOf(String.class, Object.class))
                        .map(map -> !map.isEmpty())
                        .orElse(false);
    }

    /** What is set, or holds when nothing is; absent when that is nothing, or refused. */
    public <T> Optional<T> value(String name, Class<T> type) {
        if (refusals.containsKey(name)) {
            return Optional.empty();
        }
        try {
            return binder.bind(adapted(name), Bindable.of(type))
                    .map(Optional::of)
                    .orElseGet(() ->
                            Optional.ofNullable(usual(name))
                                    .map(usual ->
                                            ApplicationConversionService.getSharedInstance()
                                                    .convert(usual, type)));
        } catch (RuntimeException e) {
            // It was refused with its group, or is not of this type.
            return Optional.empty();
        }
    }

    /** Refuses the two when the first is more than the second. */
    public <T extends Comparable<? super T>> void atMost(
            String lower, String upper, Class<T> type) {
        Optional<T> low = value(lower, type);
        Optional<T> high = value(upper, type);
        if (low.isPresent() && high.isPresent() && low.get().compareTo(high.get()) > 0) {
            refuse(
                    List.of(lower, upper),
                    "%s must be at most %s, or %s at least %s"
                            .formatted(lower, shown(high.get()), upper, shown(low.get())));
        }
    }

    private static String shown(Object value) {
        return value instanceof Duration duration ? Limits.words(duration) : value.toString();
    }

    /** Refuses a size outside of these. */
    public void between(String name, DataSize least, DataSize most) {
        value(name, DataSize.class)
                .filter(size -> size.compareTo(least) < 0 || size.compareTo(most) > 0)
                .ifPresent(size ->
                        refuse(
                                name,
                                "a size with its unit from %s to %s"
                                        .formatted(words(least), words(most))));
    }

    private static String words(DataSize size) {
        return size.toMegabytes() > 0 ? size.toMegabytes() + "MB" : size.toBytes() + "B";
    }

    /** Refuses what is set there and cannot be called over HTTP with a path put behind it. */
    public void httpAddress(String name) {
        value(name, String.class)
                .filter(text -> !text.isBlank())
                .ifPresent(text -> {
                    if (!isHttpAddress(text.strip())) {
                        refuse(
                                name,
                                "an address that begins with http:// or https:// and a host, without"
                                        + " user, query and fragment, such as http://127.0.0.1:8090");
                    }
                });
    }

    private static boolean isHttpAddress(String text) {
        try {
            URI address = new URI(text);
            return ("http".equalsIgnoreCase(address.getScheme())
                            || "https".equalsIgnoreCase(address.getScheme()))
                    && address.getHost() != null
                    && address.getPort() <= 65_535
                    && address.getPort() != 0
                    && address.getUserInfo() == null
                    && address.getRawQuery() == null
                    && address.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Refuses two ports that are the same; 0 is any that is free. */
    public void apart(String one, String other) {
        Optional<Integer> port = value(one, Integer.class).filter(number -> number != 0);
        if (port.isPresent() && port.equals(value(other, Integer.class))) {
            refuse(List.of(one, other), "two ports");
        }
    }

    /** Refuses both when the first is set, but the second is an address without TLS. */
    public void httpsFor(String name, String address) {
        if (isSet(name)
                && value(address, String.class)
                        .filter(text -> text.strip().toLowerCase(Locale.ROOT).startsWith("http:"))
                        .isPresent()) {
            refuse(
                    List.of(name, address),
                    address + " must begin with https://, or " + name + " be empty");
        }
    }

    /** Whether only this machine reaches what listens at the address there. */
    public boolean isLoopback(String name) {
        return value(name, InetAddress.class).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    /** Refuses a name there of a bundle that is not set below {@code spring.ssl.bundle}. */
    public void sslBundle(String name) {
        value(name, String.class)
                .filter(bundle -> !bundle.isBlank())
                .filter(bundle ->
                        !isSet("spring.ssl.bundle.pem." + bundle)
                                && !isSet("spring.ssl.bundle.jks." + bundle))
                .ifPresent(bundle ->
                        refuse(
                                name,
                                "the name of a bundle below spring.ssl.bundle.pem or spring.ssl.bundle.jks"));
    }

    /** Takes down every error of a binding, and goes on. */
    private final class Collector extends AbstractBindHandler {

        @Override
        public @Nullable Object onFailure(
                ConfigurationPropertyName name,
                Bindable<?> target,
                BindContext context,
                Exception error) {
            String message = rootMessage(error);
            var own = OWN_WORDS.matcher(message);
            if (own.matches() && known.find(adapted(own.group(1))).isPresent()) {
                refuse(own.group(1), own.group(2));
            } else if (error instanceof UnboundConfigurationPropertiesException unbound) {
                // One that there is not was refused by its name.
                if (unbound.getUnboundProperties().stream()
                        .allMatch(property -> known.find(property.getName()).isPresent())) {
                    refuse(
                            name.toString(),
                            "a list whose elements are numbered from 0 without a gap");
                }
            } else {
                String failed = canonical(name);
                String right = known.find(name).map(Setting::right).orElse("another value");
                refuse(
                        failed,
                        message.startsWith("Could not resolve placeholder")
                                ? right + "; what it refers to with ${…} is not set"
                                : right);
            }
            return null;
        }

        private String canonical(ConfigurationPropertyName name) {
            return known.find(name).map(Setting::name).orElse(name.toString());
        }
    }

    private static String rootMessage(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
