package io.eprointake.store;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

@Configuration(proxyBeanMethods = false)
@Profile("!analyzer")
class StoreConfiguration {

    @Bean
    Dialect dialect(DataSourceProperties settings, InstantSource clock) {
        return Dialect.of(settings.determineUrl(), clock);
    }

    @Bean
    @ConfigurationProperties("spring.datasource.hikari")
    HikariDataSource dataSource(DataSourceProperties settings, Dialect dialect) {
        HikariDataSource pool =
                settings.initializeDataSourceBuilder().type(HikariDataSource.class).build();
        dialect.prepare(pool);
        return pool;
    }

    @Bean
    GroupCommit groupCommit(
            HikariDataSource pool,
            Dialect dialect,
            StoreProperties settings,
            MeterRegistry meters) {
        return new GroupCommit(pool, dialect, settings, meters);
    }

    @Bean
    Store store(
            HikariDataSource pool, Dialect dialect, GroupCommit writer, StoreProperties settings) {
        return new Store(pool, dialect, writer, settings.commitTimeout());
    }
}
