package io.eprointake.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.BootstrapRegistry.InstanceSupplier;
import org.springframework.boot.ConfigurableBootstrapContext;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;
import org.springframework.util.FileSystemUtils;

/**
 * What must be there before settings are checked: a folder for all that the demo stores, which is
 * deleted when the process ends, the study's file in it, and the model.
 */
final class DemoEnvironment implements EnvironmentPostProcessor, Ordered {

    private final ConfigurableBootstrapContext bootstrap;

    DemoEnvironment(ConfigurableBootstrapContext bootstrap) {
        this.bootstrap = bootstrap;
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE; // the profiles are known
    }

    @Override
    public void postProcessEnvironment(
            ConfigurableEnvironment environment, SpringApplication application) {
        if (!environment.acceptsProfiles(Profiles.of("demo"))) {
            return;
        }
        Path folder = folder();
        var model = new Model();
        // Before all that is set elsewhere: that may name a store that is in use.
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("demo", places(folder, model)));
        bootstrap.register(Model.class, InstanceSupplier.of(model));
        bootstrap.addCloseListener(event ->
                event.getApplicationContext()
                        .getBeanFactory()
                        .registerSingleton("demoModel", model));
    }

    private static Map<String, Object> places(Path folder, Model model) {
        return Map.of(
                "spring.datasource.url",
                "jdbc:sqlite:" + folder.resolve("epro.db"),
                "epro.sealing.key-file",
                folder.resolve("store-key.json").toString(),
                "epro.security.folder",
                folder.resolve("tokens").toString(),
                "epro.study.folder",
                folder.resolve("studies").toString(),
                "epro.analysis.chat.url",
                model.url(),
                "server.tomcat.basedir",
                folder.resolve("tomcat").toString(),
                "logging.file.name",
                folder.resolve("service.log").toString());
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("epro-demo-");
            SpringApplication.getShutdownHandlers().add(() -> delete(folder));
            Path studies = Files.createDirectory(folder.resolve("studies"));
            Files.writeString(studies.resolve("demo.yaml"), new Trial().file());
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
