package io.eprointake.testing;

import io.eprointake.EproIntake;
import io.eprointake.leakwatch.Ledger;
import io.eprointake.sealing.SealingProperties;
import io.eprointake.store.DatabaseFile;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * The whole service in this process, on ports of its own, over a store in a folder of the test's.
 */
public final class RunningService implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final Client client;

    private RunningService(ConfigurableApplicationContext context) {
        this.context = context;
        context.getBeanProvider(Ledger.class).ifAvailable(LeakChecks.ALL::watch);
        String tokens = context.getEnvironment().getRequiredProperty("epro.security.folder");
        this.client =
                new Client(
                        port(context, "local.server.port"),
                        port(context, "local.management.port"),
                        Path.of(tokens));
    }

    /**
     * Starts it.
     *
     * @param properties names and values, in turn; they win over the defaults of this class
     */
    public static RunningService start(Path folder, String... properties) {
        return start(EproIntake.class, folder, properties);
    }

    /**
     * Starts it from another class, which may add beans to those of the service.
     *
     * @param properties as above
     */
    public static RunningService start(Class<?> application, Path folder, String... properties) {
        LeakChecks.ALL.holdAll();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("spring.datasource.url", "jdbc:sqlite:" + folder.resolve("epro.db"));
        all.put("epro.security.folder", folder.resolve("tokens"));
        // Tests look again and again, far more often than a person does.
        all.put("epro.security.limits.person", 1_000_000);
        all.put("server.port", 0);
        all.put("management.server.port", 0);
        all.put("spring.main.banner-mode", "off");
        all.put("spring.jmx.enabled", false);
        for (int i = 0; i < properties.length; i += 2) {
            all.put(properties[i], properties[i + 1]);
        }
        String url = String.valueOf(all.get("spring.datasource.url"));
        if (!url.startsWith("jdbc:sqlite:")) {
            all.putIfAbsent(SealingProperties.KEY_FILE, StoreKey.file(url));
        }
        // As arguments: they win over application.yaml, which default properties do not.
        String[] args =
                all.entrySet().stream()
                        .map(e -> "--" + e.getKey() + "=" + e.getValue())
                        .toArray(String[]::new);
        return new RunningService(
                new SpringApplicationBuilder(application).registerShutdownHook(false).run(args));
    }

    public Client client() {
        return client;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** What starts and stops with it, the last to start and first to stop before the others. */
    public List<SmartLifecycle> lifecycles() {
        return context.getBeansOfType(SmartLifecycle.class).values().stream()
                .sorted(Comparator.comparingInt(SmartLifecycle::getPhase).reversed())
                .toList();
    }

    /** Its SQLite file. */
    public Path storeFile() {
        String url = context.getEnvironment().getRequiredProperty("spring.datasource.url");
        return DatabaseFile.at(url).path();
    }

    public int port() {
        return port(context, "local.server.port");
    }

    public int managementPort() {
        return port(context, "local.management.port");
    }

    private static int port(ConfigurableApplicationContext context, String name) {
        return context.getEnvironment().getRequiredProperty(name, Integer.class);
    }

    /** Stops it as SIGTERM would. */
    @Override
    public void close() {
        client.close();
        context.close();
    }
}
