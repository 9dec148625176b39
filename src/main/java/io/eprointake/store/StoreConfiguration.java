package io.eprointake.store;

import com.zaxxer.hikari.HikariDataSource;
import io.eprointake.leakwatch.Loops;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Arrays;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.flyway.FlywayDataSource;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationStrategy;
import org.springframework.boot.autoconfigure.flyway.FlywayProperties;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** Reads, writes and migrations have connections of their own, so that none waits for another. */
@Configuration(proxyBeanMethods = false)
@Profile("!analyzer")
class StoreConfiguration {

    /** Claimed before anything opens it, and given back after everything has closed it. */
    @Bean
    StoreLocation location(DataSourceProperties settings, StoreProperties limits) {
        String url = settings.determineUrl();
        if (!url.startsWith(DatabaseFile.PREFIX)) {
            return StoreLocation.SERVER;
        }
        var file = new DatabaseFile(url, limits.minFree().toBytes());
        file.claim();
        if (limits.expected() && !file.exists()) {
            file.close();
            throw missing(file);
        }
        return file;
    }

    private static IllegalStateException missing(StoreLocation location) {
        return new IllegalStateException(
                "epro.store.expected is true, and %s has no store; put it back or restore a backup; it must be false for an empty one to be made"
                        .formatted(location));
    }

    @Bean
    Replica replica() {
        return Replica.random();
    }

    @Bean
    Dialect dialect(DataSourceProperties settings, InstantSource clock, MeterRegistry meters) {
        return Dialect.of(settings.determineUrl(), clock, new ClockWatch(System::nanoTime, meters));
    }

    @Bean
    @ConfigurationProperties("spring.datasource.hikari")
    HikariDataSource dataSource(
            DataSourceProperties settings,
            StoreLocation location,
            Dialect dialect,
            StoreProperties limits) {
        HikariDataSource pool =
                settings.initializeDataSourceBuilder().type(HikariDataSource.class).build();
        pool.setPoolName("readers");
        dialect.prepareReads(pool, limits.readTimeout());
        return pool;
    }

    @Bean(defaultCandidate = false)
    HikariDataSource writers(HikariDataSource dataSource, Dialect dialect) {
        return writersLike(dataSource, dialect);
    }

    /** One for the committer, one for what waits for locks. */
    static HikariDataSource writersLike(HikariDataSource readers, Dialect dialect) {
        var writers = new HikariDataSource();
        readers.copyStateTo(writers);
        writers.setPoolName("writers");
        writers.setMaximumPoolSize(2);
        writers.setMinimumIdle(2);
        dialect.prepareWrites(writers);
        return writers;
    }

    /** Like those of a pool, but that nothing is kept. */
    static DataSource apart(HikariDataSource pool) {
        var apart = new DriverManagerDataSource(pool.getJdbcUrl());
        apart.setUsername(pool.getUsername());
        apart.setPassword(pool.getPassword());
        apart.setConnectionProperties(pool.getDataSourceProperties());
        return apart;
    }

    @Bean(defaultCandidate = false)
    @FlywayDataSource
    SimpleDriverDataSource migrations(
            DataSourceProperties settings,
            FlywayProperties migrating,
            StoreLocation location,
            Dialect dialect) {
        SimpleDriverDataSource connections = running(settings);
        if (migrating.getUser() != null) {
            connections.setUsername(migrating.getUser());
            connections.setPassword(migrating.getPassword());
        }
        dialect.prepareMigrations(connections);
        return connections;
    }

    private static SimpleDriverDataSource running(DataSourceProperties settings) {
        return settings.initializeDataSourceBuilder().type(SimpleDriverDataSource.class).build();
    }

    /**
     * Only what cannot be done in a transaction, such as making an index while others write, leaves
     * a failed entry; each such migration may be run again.
     */
    @Bean
    FlywayMigrationStrategy migrationStrategy(
            DataSourceProperties settings, StoreLocation location, StoreProperties limits) {
        return flyway -> {
            Schema.mustBeKnown(flyway.info(), location);
            boolean empty = flyway.info().current() == null;
            if (empty && limits.expected()) {
                throw missing(location);
            }
            if (Arrays.stream(flyway.info().all()).anyMatch(it -> it.getState().isFailed())) {
                flyway.repair();
            }
            flyway.migrate();
            if (!(location instanceof DatabaseFile)) {
                Roles.grant(flyway.getConfiguration().getDataSource(), running(settings));
            }
            if (empty) {
                location.begun();
            }
        };
    }

    /** Nothing over a server. */
    @Bean
    @Nullable Checkpoints checkpoints(StoreLocation location, Loops loops, MeterRegistry meters) {
        return location instanceof DatabaseFile file ? new Checkpoints(file, loops, meters) : null;
    }

    /** It stops before the checkpoints, of which the last is of all that it wrote. */
    @Bean
    @DependsOn("checkpoints")
    GroupCommit groupCommit(
            @Qualifier("writers") HikariDataSource writers,
            Dialect dialect,
            StoreLocation location,
            StoreProperties settings,
            Loops loops,
            MeterRegistry meters) {
        return new GroupCommit(writers, dialect, location, settings, loops, meters);
    }

    @Bean
    Readers readers(
            HikariDataSource dataSource,
            Dialect dialect,
            StoreProperties settings,
            MeterRegistry meters) {
        return new Readers(dataSource, dialect, settings, meters);
    }

    @Bean
    Store store(
            GroupCommit writer,
            Readers readers,
            Dialect dialect,
            StoreProperties settings,
            HikariDataSource dataSource) {
        return new Store(writer, readers, dialect, settings, apart(dataSource));
    }

    @Bean
    StoreHealthIndicator storeHealthIndicator(GroupCommit writer, StoreLocation location) {
        return new StoreHealthIndicator(writer, location);
    }
}
