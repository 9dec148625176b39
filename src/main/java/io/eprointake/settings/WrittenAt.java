package io.eprointake.settings;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Where a setting stands, in the words of whoever looks for it. */
final class WrittenAt {

    private WrittenAt() {}

    static String of(ConfigurationProperty property) {
        Origin origin = property.getOrigin();
        if (origin instanceof PropertySourceOrigin source) {
            String at = of(source.getPropertySource());
            boolean variable =
                    source.getPropertySource() instanceof SystemEnvironmentPropertySource;
            return variable && !source.getPropertyName().equals("spring.application.json")
                    ? at + " variable " + source.getPropertyName()
                    : at;
        }
        return of(origin);
    }

    static String of(PropertySource<?> source, String name) {
        String at = of(OriginLookup.getOrigin(source, name));
        return at.isEmpty() ? of(source) : at;
    }

    /** Whether it is the program's own. */
    static boolean ofTheProgram(ConfigurationProperty property) {
        return property.getSource() != null
                && property.getSource().getUnderlyingSource() instanceof PropertySource<?> source
                && source.getName().contains("class path resource");
    }

    private static String of(@Nullable Origin origin) {
        if (origin instanceof PropertySourceOrigin nested) {
            Origin inner = nested.getOrigin();
            return inner == null || inner.equals(origin) ? "" : of(inner);
        }
        if (origin instanceof TextResourceOrigin text && text.getResource() != null) {
            var location = text.getLocation();
            String file = text.getResource().getDescription();
            return location == null ? file : file + ", line " + (location.getLine() + 1);
        }
        return "";
    }

    private static String of(PropertySource<?> source) {
        if (source instanceof CommandLinePropertySource<?>) {
            return "command line";
        }
        return switch (source.getName()) {
            case StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME -> "environment";
            case StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME -> "system property";
            case "spring.application.json" -> "SPRING_APPLICATION_JSON";
            default -> "";
        };
    }
}
