package io.eprointake.settings;

import java.io.PrintStream;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Tells why a start failed in three lines on standard error, and not by a stack trace; that is
 * logged at debug. What is not known here, Spring Boot's own analyzers explain. It comes before
 * their report, which is longer and quotes values whether they are secret or not.
 */
final class StartFailures implements SpringBootExceptionReporter, Ordered {

    private static final Logger log = LoggerFactory.getLogger(StartFailures.class);

    private static final String DATABASE = "spring.datasource.url";

    /** The first name in a message. */
    private static final Pattern NAME =
            Pattern.compile("\\b(?:epro|spring|server|management|resilience4j)(?:\\.[a-z0-9-]+)+");

    private final @Nullable ConfigurableApplicationContext context;

    StartFailures(@Nullable ConfigurableApplicationContext context) {
        this.context = context;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public boolean reportException(Throwable failure) {
        log.debug("The start failed", failure);
        PrintStream err = System.err;
        refusals(failure, context == null ? new StandardEnvironment() : context.getEnvironment())
                .forEach(refusal -> err.print("\nNot started.\n" + refusal));
        err.flush();
        return true;
    }

    /** Why, as far as it can be told. */
    static List<Refusal> refusals(Throwable failure, ConfigurableEnvironment environment) {
        List<Throwable> causes = causes(failure);
        for (Throwable cause : causes) {
            if (cause instanceof SettingsRefused refused) {
                return refused.refusals();
            }
        }
        var secrets = new Secrets(environment);
        // It says which port, and its cause does not.
        if (causes.stream().anyMatch(PortInUseException.class::isInstance)) {
            causes.removeIf(cause -> !(cause instanceof PortInUseException));
        }
        for (Throwable cause : causes.reversed()) {
            Refusal known = known(cause, causes, environment, secrets);
            if (known != null) {
                return List.of(known);
            }
        }
        return List.of(
                explained(failure, environment, secrets)
                        .orElseGet(() -> unknown(causes.getLast(), secrets)));
    }

    private static List<Throwable> causes(Throwable failure) {
        Set<Throwable> causes = new LinkedHashSet<>();
        Throwable cause = failure;
        while (cause != null && causes.add(cause)) {
            cause = cause.getCause();
        }
        return new ArrayList<>(causes);
    }

    private static @Nullable Refusal known(
            Throwable cause,
            List<Throwable> causes,
            ConfigurableEnvironment environment,
            Secrets secrets) {
        return switch (cause) {
            case PortInUseException port -> {
                boolean management =
                        Integer.toString(port.getPort())
                                .equals(environment.getProperty("management.server.port"));
                yield new Refusal(
                        management ? "management.server.port" : "server.port",
                        port.getPort() + ", where another process listens",
                        "a port that is free: end the other process, or set another port");
            }
            case java.net.BindException none ->
                    new Refusal(
                            "server.address or management.server.address",
                            environment.getProperty("server.address", "not set")
                                    + " or "
                                    + environment.getProperty(
                                            "management.server.address", "not set"),
                            "an address of this machine, and a port that this user may open: "
                                    + none.getMessage());
            case MarkedYAMLException yaml ->
                    // Not the parser's own words: they quote the line, and what is set there.
                    new Refusal(
                            "a YAML file of settings, line "
                                    + (yaml.getProblemMark().getLine() + 1)
                                    + ", column "
                                    + (yaml.getProblemMark().getColumn() + 1),
                            "no YAML",
                            "indented with spaces, a name once in its group, name: value");
            case SQLException sql -> ofDatabase(sql, environment, secrets);
            case UnknownHostException host ->
                    new Refusal(
                            settingWith(String.valueOf(host.getMessage()), environment)
                                    .orElse("an address"),
                            "the host " + host.getMessage() + ", which has no address",
                            "a host that can be found from this machine");
            case BindException bind -> {
                var property = bind.getProperty();
                String name =
                        property == null
                                ? bind.getName().toString()
                                : property.getName().toString();
                yield new Refusal(
                        name,
                        property == null
                                ? "not what it must be"
                                : secrets.shown(name, String.valueOf(property.getValue())),
                        right(name).orElse("a value of its type"));
            }
            case FileSystemException file ->
                    new Refusal(
                            settingWith(String.valueOf(file.getFile()), environment)
                                    .orElse("a file"),
                            file.getFile() + " (" + file.getClass().getSimpleName() + ")",
                            "a file or folder that is there, and that this user may read and write");
            default ->
                    cause.getMessage() == null || !causes.getLast().equals(cause)
                            ? null
                            : named(cause.getMessage(), environment, secrets);
        };
    }

    private static Refusal ofDatabase(
            SQLException failure, ConfigurableEnvironment environment, Secrets secrets) {
        String state = Objects.requireNonNullElse(failure.getSQLState(), "");
        String url = secrets.without(environment.getProperty(DATABASE, "not set"));
        String was = url + ": " + secrets.without(String.valueOf(failure.getMessage()));
        if (state.startsWith("28")) {
            return new Refusal(
                    "spring.datasource.username and password",
                    environment.getProperty("spring.datasource.username", "not set")
                            + " and a password that is not shown: "
                            + secrets.without(String.valueOf(failure.getMessage())),
                    "a user whom the database lets in");
        }
        if (state.equals("3D000")) {
            return new Refusal(DATABASE, was, "a database that is there: createdb makes one");
        }
        return new Refusal(
                DATABASE, was, "a database that answers, and whose tables are this program's");
    }

    /** A message that says which setting it is about. */
    private static @Nullable Refusal named(
            String message, ConfigurableEnvironment environment, Secrets secrets) {
        Matcher name = NAME.matcher(message);
        while (name.find()) {
            if (setting(name.group()).isPresent()) {
                return new Refusal(
                        name.group(),
                        secrets.shown(name.group(), environment.getProperty(name.group(), "")),
                        secrets.without(message));
            }
        }
        return null;
    }

    private static Optional<Setting> setting(String name) {
        return KnownSettings.ofTheClasspath().find(ConfigurationPropertyName.adapt(name, '.'));
    }

    private static Optional<String> right(String name) {
        return setting(name).map(Setting::right);
    }

    /** The setting of the service's own, or the database's, whose value has this in it. */
    private static Optional<String> settingWith(String text, ConfigurableEnvironment environment) {
        List<String> names = new ArrayList<>();
        KnownSettings.ofTheClasspath().ownValues().forEach(own -> names.add(own.name()));
        names.add(DATABASE);
        names.add("spring.kafka.bootstrap-servers");
        return names.stream()
                .filter(name -> {
                    String value = environment.getProperty(name, "");
                    return !value.isEmpty() && (value.contains(text) || text.contains(value));
                })
                .findFirst();
    }

    /** By Spring Boot's own analyzers, in fewer lines. */
    private static Optional<Refusal> explained(
            Throwable failure, ConfigurableEnvironment environment, Secrets secrets) {
        var analyzers =
                SpringFactoriesLoader.forDefaultResourceLocation(
                                StartFailures.class.getClassLoader())
                        .load(
                                FailureAnalyzer.class,
                                ArgumentResolver.of(Environment.class, environment)
                                        .and(BeanFactory.class, (BeanFactory) null),
                                FailureHandler.logging(
                                        org.apache.commons.logging.LogFactory.getLog(
                                                StartFailures.class)));
        for (FailureAnalyzer analyzer : analyzers) {
            FailureAnalysis analysis = analyzer.analyze(failure);
            if (analysis != null) {
                String said = secrets.without(String.valueOf(analysis.getDescription()));
                Matcher name = NAME.matcher(said);
                return Optional.of(
                        new Refusal(
                                name.find() ? name.group() : "the start",
                                said,
                                secrets.without(String.valueOf(analysis.getAction()))));
            }
        }
        return Optional.empty();
    }

    private static Refusal unknown(Throwable root, Secrets secrets) {
        return new Refusal(
                "none that is known: the start failed",
                root.getClass().getSimpleName()
                        + ": "
                        + secrets.without(String.valueOf(root.getMessage())),
                "with --logging.level.io.eprointake.settings=debug the whole of it is logged");
    }
}
