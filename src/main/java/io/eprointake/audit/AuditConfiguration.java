package io.eprointake.audit;

import io.eprointake.leakwatch.Loops;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.settings.SetSettings;
import io.eprointake.store.Replica;
import io.eprointake.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

@Configuration(proxyBeanMethods = false)
@Profile("!analyzer")
class AuditConfiguration {

    /** Entries at a time: a few hundredths of a second. */
    private static final int LOOKED_AT = 10_000;

    @Bean
    Trail trail(Replica replica, StudyKeys keys) {
        return new Trail(replica, keys);
    }

    @Bean
    AuditLog auditLog(Store store, Trail trail, MeterRegistry meters) {
        return new AuditLog(store, trail, meters);
    }

    @Bean
    TrailSearch trailSearch(Store store, StudyKeys keys) {
        return new TrailSearch(store, keys, LOOKED_AT);
    }

    @Bean
    @DependsOnDatabaseInitialization
    Links auditLinks(
            Store store,
            Trail trail,
            Replica replica,
            ObjectProvider<SetSettings> settings,
            ObjectProvider<AnchorKeeper> keeper,
            MeterRegistry meters,
            Loops loops) {
        SetSettings set = settings.getIfAvailable();
        return new Links(
                store,
                trail,
                replica,
                set == null ? Map.of() : set.shown(),
                System::nanoTime,
                keeper.getIfAvailable(() -> AnchorKeeper.NONE),
                new Heads(store, meters),
                loops);
    }
}
