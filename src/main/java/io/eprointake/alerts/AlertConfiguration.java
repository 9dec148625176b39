package io.eprointake.alerts;

import io.eprointake.audit.Trail;
import io.eprointake.leakwatch.Loops;
import io.eprointake.notice.Notices;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Store;
import io.eprointake.study.Silence;
import io.eprointake.study.Studies;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

@Configuration(proxyBeanMethods = false)
@Profile("!analyzer")
class AlertConfiguration {

    @Bean
    Alerts alerts(StudyKeys keys, Studies studies, Notices notices, MeterRegistry meters) {
        return new Alerts(keys, studies, notices, meters);
    }

    @Bean
    Worklist worklist(Store store, StudyKeys keys) {
        return new Worklist(store, keys);
    }

    @Bean
    Answers answers(
            Store store,
            StudyKeys keys,
            Studies studies,
            Alerts alerts,
            Notices notices,
            Trail trail) {
        return new Answers(store, keys, studies, alerts, notices, trail);
    }

    @Bean
    Escalations escalations(
            Store store,
            Answers answers,
            Silence silence,
            Alerts alerts,
            InstantSource clock,
            AlertProperties settings,
            Loops loops,
            MeterRegistry meters) {
        return new Escalations(store, answers, silence, alerts, clock, settings, loops, meters);
    }
}
