package io.eprointake.journal;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.alerts.Alerts;
import io.eprointake.audit.Trail;
import io.eprointake.instrument.Scoring;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Replica;
import io.eprointake.store.Store;
import io.eprointake.tracing.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

@Configuration(proxyBeanMethods = false)
@Profile("!analyzer")
class JournalConfiguration {

    @Bean
    LostClaims lostClaims(
            Replica replica, Json json, JournalProperties settings, MeterRegistry meters) {
        return new LostClaims(replica, json, settings.lease(), System::nanoTime, meters);
    }

    @Bean
    Json json(ObjectMapper mapper) {
        return new Json(mapper);
    }

    @Bean
    Outbox outbox(Store store, Json json, StudyKeys keys, Alerts alerts) {
        return new Outbox(store, json, keys, alerts);
    }

    @Bean
    Course course(
            Json json,
            StudyKeys keys,
            Scoring scoring,
            Alerts alerts,
            Outbox outbox,
            JournalProperties settings) {
        return new Course(json, keys, scoring, alerts, outbox, settings.history());
    }

    @Bean
    Journal journal(
            Store store,
            Json json,
            StudyKeys keys,
            JournalProperties settings,
            LostClaims lost,
            Outbox outbox,
            Scoring scoring,
            Alerts alerts,
            Course course,
            Trail trail,
            Traces traces) {
        var arrivals = new Arrivals(json, keys, settings, scoring, alerts, course, outbox, trail);
        return new Journal(store, keys, settings, lost, alerts, arrivals, traces);
    }

    @Bean
    Backlog backlog(
            Store store,
            JournalProperties settings,
            LostClaims lost,
            Outbox outbox,
            StudyKeys keys,
            Traces traces) {
        return new Backlog(store, settings, lost, outbox, keys, traces);
    }

    @Bean
    Analyses analyses(Store store, Json json, StudyKeys keys, Outbox outbox, Alerts alerts) {
        return new Analyses(store, json, keys, outbox, alerts);
    }

    @Bean
    Review review(
            Store store,
            JournalProperties settings,
            Outbox outbox,
            Alerts alerts,
            Course course,
            Trail trail) {
        return new Review(store, settings.maxAttempts(), outbox, alerts, course, trail);
    }

    /** Also of outcomes without a broker: what one left behind is seen. */
    @Bean
    DepthMeters depthMeters(Store store, InstantSource clock) {
        return new DepthMeters(store, clock);
    }

    @Bean
    ArrivedToday today(Store store) {
        return new ArrivedToday(store);
    }

    @Bean
    Reports reports(Store store, Json json, StudyKeys keys, Alerts alerts) {
        return new Reports(store, json, keys, alerts);
    }
}
