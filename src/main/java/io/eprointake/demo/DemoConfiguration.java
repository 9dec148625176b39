package io.eprointake.demo;

import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
@Profile("demo")
class DemoConfiguration {

    @Bean
    @Primary
    DemoClock demoClock() {
        return new DemoClock(InstantSource.system(), History.LENGTH);
    }

    @Bean
    Demo demo(DemoClock clock, Model model, DemoProperties settings, Environment environment) {
        return new Demo(clock, model, settings, environment);
    }
}
