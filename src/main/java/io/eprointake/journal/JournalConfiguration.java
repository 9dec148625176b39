package io.eprointake.journal;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.store.Store;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

@Configuration(proxyBeanMethods = false)
@Profile("!analyzer")
class JournalConfiguration {

    @Bean
    Replica replica() {
        return Replica.random();
    }

    @Bean
    Json json(ObjectMapper mapper) {
        return new Json(mapper);
    }

    @Bean
    Journal journal(Store store, Json json, JournalProperties settings, Replica replica) {
        return new Journal(store, json, settings, replica);
    }

    @Bean
    Backlog backlog(Store store, Json json, JournalProperties settings, Replica replica) {
        return new Backlog(store, json, settings, replica);
    }

    @Bean
    BacklogMeters backlogMeters(Backlog backlog, InstantSource clock) {
        return new BacklogMeters(backlog, clock);
    }

    @Bean
    Reports reports(Store store, Json json) {
        return new Reports(store, json);
    }
}
