package io.eprointake.settings;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.springframework.boot.DefaultBootstrapContext;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.SpringApplicationJsonEnvironmentPostProcessor;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** The option {@code --check-config}: says whether the settings are right, and starts nothing. */
public final class CheckConfig {

    static final String NAME = "check-config";

    private static final String NOT_CHECKED =
            "Not checked, since nothing was started: whether the database, Kafka, the analyzer and the"
                    + " identity provider answer and take these credentials, whether the ports are free,"
                    + " and whether the store can be read and written.";

    private CheckConfig() {}

    /** Whether it is asked for. */
    public static boolean isIn(String... arguments) {
        return List.of(arguments).contains("--" + NAME);
    }

    /**
     * Says it on standard output, and logs nothing.
     *
     * @param arguments of the command line, whose settings count
     * @return the exit code: 0 when they are right, else 1
     */
    public static int run(String... arguments) {
        LoggingSystem.get(CheckConfig.class.getClassLoader()).beforeInitialize();
        return run(System.getenv(), System.out, arguments);
    }

    static int run(Map<String, String> variables, PrintStream out, String... arguments) {
        List<Refusal> refusals = refusals(variables, arguments);
        refusals.forEach(out::println);
        out.println(
                refusals.isEmpty()
                        ? "The settings are right."
                        : "%d to mend.".formatted(refusals.size()));
        out.println(NOT_CHECKED);
        return refusals.isEmpty() ? 0 : 1;
    }

    static List<Refusal> refusals(Map<String, String> variables, String... arguments) {
        ConfigurableEnvironment environment = new StandardEnvironment();
        try {
            read(environment, variables, arguments);
            return Settings.refusals(environment);
        } catch (RuntimeException e) {
            return StartFailures.refusals(e, environment);
        }
    }

    /** As a start reads them. */
    private static void read(
            ConfigurableEnvironment environment,
            Map<String, String> variables,
            String... arguments) {
        var sources = environment.getPropertySources();
        String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        sources.replace(name, new SystemEnvironmentPropertySource(name, Map.copyOf(variables)));
        sources.addFirst(new SimpleCommandLinePropertySource(arguments));
        new SpringApplicationJsonEnvironmentPostProcessor()
                .postProcessEnvironment(environment, new SpringApplication());
        ConfigDataEnvironmentPostProcessor.applyTo(
                environment, null, new DefaultBootstrapContext());
    }
}
