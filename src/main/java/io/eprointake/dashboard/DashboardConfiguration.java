package io.eprointake.dashboard;

import io.eprointake.alerts.Worklist;
import io.eprointake.enrollment.Enrollment;
import io.eprointake.journal.Reports;
import io.eprointake.leakwatch.Loops;
import io.eprointake.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationPredicate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/** The streams of open pages, and what tells them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DashboardProperties.class)
@Profile("!analyzer")
class DashboardConfiguration {

    @Bean
    Subscriptions subscriptions(DashboardProperties settings, MeterRegistry meters) {
        return new Subscriptions(settings.streams(), meters);
    }

    @Bean
    ChangesLoop changesLoop(
            Subscriptions pages,
            Store store,
            Worklist worklist,
            Reports reports,
            Enrollment enrollment,
            DashboardProperties settings,
            Loops loops) {
        return new ChangesLoop(pages, store, worklist, reports, enrollment, settings.poll(), loops);
    }

    /** A stream is as long as a page is open: no request's time. */
    @Bean
    ObservationPredicate noStreams() {
        return (name, context) ->
                !(context instanceof ServerRequestObservationContext request
                        && request.getCarrier() != null
                        && request.getCarrier().getRequestURI().equals("/events"));
    }
}
