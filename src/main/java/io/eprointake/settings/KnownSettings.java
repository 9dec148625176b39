package io.eprointake.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * The settings that there are. The service's own are read from its records: they are what is bound,
 * so nothing can be forgotten or out of date, and they tell what is inside a list or a map, which
 * Spring's metadata does not. Those of Spring and the libraries are read from that metadata.
 */
final class KnownSettings {

    /** The one circuit breaker. */
    static final String CIRCUIT = "resilience4j.circuitbreaker.instances.analyzer";

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    private static final Pattern PLACE = Pattern.compile("\\[\\d+]");

    /** What reads them writes no metadata about. */
    private static final List<String> UNDESCRIBED =
            List.of(
                    CheckConfig.NAME,
                    // Described, but as a value; on the command line they have none.
                    "debug",
                    "trace",
                    "spring.application.json",
                    "spring.application.pid",
                    "management.endpoint.leakwatch.access",
                    "management.endpoint.leakwatch.enabled");

    private final Map<String, Setting> own = new LinkedHashMap<>();
    private final Map<String, Class<?>> records = new LinkedHashMap<>();
    private final Map<String, Described> others = new HashMap<>();

    /** What a variable of the environment is as a name, both without dashes. */
    private final Map<String, String> variables = new HashMap<>();

    /** As metadata describe it: a class is loaded when its setting is looked at. */
    private record Described(String name, String type, @Nullable String usual) {

        Setting setting() {
            return new Setting(
                    name,
                    KnownSettings.type(type, KnownSettings.class.getClassLoader()),
                    List.of(),
                    usual);
        }
    }

    private static final class Holder {
        static final KnownSettings OF_THE_CLASSPATH = new KnownSettings();
    }

    static KnownSettings ofTheClasspath() {
        return Holder.OF_THE_CLASSPATH;
    }

    private KnownSettings() {
        ClassLoader loader = KnownSettings.class.getClassLoader();
        try {
            for (URL metadata : Collections.list(loader.getResources(METADATA))) {
                readOthers(metadata);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        UNDESCRIBED.forEach(name -> others.put(uniform(name), new Described(name, "", null)));
        others.remove("resilience4j.circuitbreaker.backends");
        Described circuits = others.remove("resilience4j.circuitbreaker.instances");
        own.put(CIRCUIT, Objects.requireNonNull(circuits).setting().element(".analyzer"));
        for (Class<?> type : ownRecords(loader)) {
            String prefix =
                    AnnotationUtils.getValue(type.getAnnotation(ConfigurationProperties.class))
                                    instanceof String value
                            ? value
                            : "";
            records.put(prefix, type);
            own.put(prefix, Setting.of(prefix, ResolvableType.forClass(type)));
        }
        own.keySet().forEach(this::addVariables);
        others.values().forEach(described -> addVariables(described.name()));
    }

    /** By the end of their names, so that not every class is read a third time at each start. */
    private static List<Class<?>> ownRecords(ClassLoader loader) {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        scanner.setResourcePattern("**/*Properties.class");
        String root = ClassUtils.getPackageName(KnownSettings.class.getPackageName());
        List<Class<?>> records = new ArrayList<>();
        scanner.findCandidateComponents(root)
                .forEach(found ->
                        records.add(
                                ClassUtils.resolveClassName(
                                        String.valueOf(found.getBeanClassName()), loader)));
        return records;
    }

    private static String uniform(String name) {
        return name.replace("-", "");
    }

    private void addVariables(String name) {
        forms(name).forEach(form -> variables.put(form, uniform(name)));
    }

    private @Nullable Setting at(String uniform) {
        Setting mine = own.get(uniform);
        Described other = mine == null ? others.get(uniform) : null;
        return other == null ? mine : other.setting();
    }

    private void readOthers(URL metadata) throws IOException {
        try (InputStream in = metadata.openStream()) {
            for (JsonNode property : new ObjectMapper().readTree(in).path("properties")) {
                if (!property.path("deprecation").path("level").asText().equals("error")) {
                    JsonNode usual = property.path("defaultValue");
                    String name = property.path("name").asText();
                    others.put(
                            uniform(name),
                            new Described(
                                    name,
                                    property.path("type").asText(),
                                    usual.isValueNode() ? usual.asText() : null));
                }
            }
        }
    }

    /** None where the class is not there, as of libraries that are not used. */
    private static ResolvableType type(String written, ClassLoader loader) {
        int generics = written.indexOf('<');
        Class<?> raw = loaded(generics < 0 ? written : written.substring(0, generics), loader);
        if (raw == null) {
            return ResolvableType.NONE;
        }
        int count = raw.getTypeParameters().length;
        if (count == 0) {
            return ResolvableType.forClass(raw);
        }
        String inside = generics < 0 ? "" : written.substring(generics + 1, written.length() - 1);
        String[] arguments = inside.contains("<") ? new String[0] : inside.split(",", -1);
        Class<?>[] types = new Class<?>[count];
        for (int i = 0; i < count; i++) {
            Class<?> type = arguments.length == count ? loaded(arguments[i], loader) : null;
            types[i] = type == null ? Object.class : type;
        }
        return ResolvableType.forClassWithGenerics(raw, types);
    }

    private static @Nullable Class<?> loaded(String name, ClassLoader loader) {
        try {
            return name.isEmpty() ? null : ClassUtils.forName(name.strip(), loader);
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    /** As a variable of the environment: without dashes, and as Spring once had it. */
    private static Set<String> forms(String name) {
        String upper = name.toUpperCase(Locale.ROOT).replace('.', '_');
        return new LinkedHashSet<>(List.of(upper.replace("-", ""), upper.replace("-", "_")));
    }

    /** The service's own records, by their prefixes. */
    Map<String, Class<?>> records() {
        return records;
    }

    /** The one of this name, however Spring lets it be written. */
    Optional<Setting> find(ConfigurationPropertyName name) {
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < name.getNumberOfElements(); i++) {
            elements.add(name.getElement(i, Form.UNIFORM));
        }
        for (int known = elements.size(); known > 0; known--) {
            Setting setting = at(String.join(".", elements.subList(0, known)));
            if (setting != null) {
                Optional<Setting> found = below(setting, name, known);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Setting> below(Setting from, ConfigurationPropertyName name, int at) {
        if (at == name.getNumberOfElements() || from.isAnything()) {
            return Optional.of(from);
        }
        if (from.isList()) {
            return name.isNumericIndex(at)
                    ? below(
                            from.element("[" + name.getElement(at, Form.ORIGINAL) + "]"),
                            name,
                            at + 1)
                    : Optional.empty();
        }
        if (from.isMap()) {
            Setting element = from.element("." + name.getElement(at, Form.DASHED));
            // A key of a map of values may have dots.
            return element.isGroup() || element.isList() || element.isMap()
                    ? below(element, name, at + 1)
                    : Optional.of(from.element("." + name.subName(at).toString()));
        }
        Setting child =
                from.isGroup() ? from.children().get(name.getElement(at, Form.UNIFORM)) : null;
        return child == null ? Optional.empty() : below(child, name, at + 1);
    }

    /** The one of this variable of the environment. */
    Optional<Setting> findVariable(String variable) {
        // One that ends in an index may have an underscore more.
        List<String> words = List.of(variable.toUpperCase(Locale.ROOT).split("_"));
        for (int known = words.size(); known > 0; known--) {
            String name = variables.get(String.join("_", words.subList(0, known)));
            Setting setting = name == null ? null : at(name);
            if (setting != null) {
                Optional<Setting> found = below(setting, words.subList(known, words.size()));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Setting> below(Setting from, List<String> words) {
        if (words.isEmpty() || from.isAnything()) {
            return Optional.of(from);
        }
        List<String> rest = words.subList(1, words.size());
        if (from.isList()) {
            return words.getFirst().matches("\\d+")
                    ? below(from.element("[" + words.getFirst() + "]"), rest)
                    : Optional.empty();
        }
        if (from.isMap()) {
            Setting element = from.element("." + words.getFirst().toLowerCase(Locale.ROOT));
            return element.isGroup()
                    ? below(element, rest)
                    : Optional.of(
                            from.element("." + String.join(".", words).toLowerCase(Locale.ROOT)));
        }
        if (from.isGroup()) {
            for (Setting child : from.children().values()) {
                String last = child.name().substring(from.name().length() + 1);
                for (String form : forms(last)) {
                    List<String> its = List.of(form.split("_", -1));
                    if (words.size() >= its.size() && words.subList(0, its.size()).equals(its)) {
                        return below(child, words.subList(its.size(), words.size()));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Whether the first part of a name is one of settings that are known, or a slip away. */
    boolean concerns(String root) {
        return roots().stream().anyMatch(known -> Likeness.isSlip(root, known));
    }

    private static List<String> roots() {
        return List.of("epro", "spring", "server", "management", "logging", "resilience4j");
    }

    /** The names of the service's own, each value by itself; in a list {@code []} for a place. */
    Collection<Setting> ownValues() {
        List<Setting> values = new ArrayList<>();
        own.values().forEach(group -> values(group, values));
        return values;
    }

    private static void values(Setting from, List<Setting> into) {
        if (from.isGroup()) {
            from.children().values().forEach(child -> values(child, into));
        } else {
            into.add(from);
            if (from.isList() && from.element("[]").isGroup()) {
                values(from.element("[]"), into);
            }
        }
    }

    /** The nearest of all that there are. */
    String nearest(String name) {
        String asked = PLACE.matcher(name).replaceAll("[]");
        Set<String> names = new LinkedHashSet<>();
        ownValues().forEach(setting -> names.add(setting.name()));
        if (!name.startsWith("epro.")) {
            names.addAll(new TreeSet<>(others.values().stream().map(Described::name).toList()));
        }
        String nearest = Likeness.nearest(asked, names).orElseThrow();
        var places = PLACE.matcher(name);
        while (nearest.contains("[]") && places.find()) {
            nearest = nearest.replaceFirst("\\[]", places.group());
        }
        return nearest;
    }
}
