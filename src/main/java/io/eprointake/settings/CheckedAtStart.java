package io.eprointake.settings;

import java.util.List;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** Refuses wrong settings before any of a context is made; all of them at once. */
final class CheckedAtStart
        implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Settings settings = Settings.checked(context.getEnvironment());
        List<Refusal> refusals = settings.refusals();
        if (!refusals.isEmpty()) {
            throw new SettingsRefused(refusals);
        }
        context.getBeanFactory().registerSingleton("setSettings", settings.set());
    }
}
