package io.eprointake.notice;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.audit.Trail;
import io.eprointake.leakwatch.Ledger;
import io.eprointake.leakwatch.Lookups;
import io.eprointake.leakwatch.Loops;
import io.eprointake.leakwatch.PermitPools;
import io.eprointake.leakwatch.Signal;
import io.eprointake.leakwatch.Threads;
import io.eprointake.store.Store;
import io.eprointake.study.Studies;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.mail.javamail.JavaMailSenderImpl;

@Configuration(proxyBeanMethods = false)
@Profile("!analyzer")
class NoticeConfiguration {

    /** What is left of a lease after a deadline, for the outcome's commit. */
    private static final Duration MARGIN = Duration.ofSeconds(45);

    private static final Duration DRAIN = Duration.ofSeconds(3);

    @Bean
    Notices notices(Studies studies) {
        return new Notices(studies);
    }

    @Bean
    NoticeList noticeList(Store store, Trail trail) {
        return new NoticeList(store, trail);
    }

    @Bean
    Channels noticeChannels(
            NoticeProperties settings,
            SslBundles bundles,
            Lookups lookups,
            ObjectMapper mapper,
            InstantSource clock,
            Threads threads,
            ObjectProvider<JavaMailSenderImpl> senders) {
        String name = settings.sslBundle();
        SslBundle bundle = name == null ? null : bundles.getBundle(name);
        JavaMailSenderImpl sender = senders.getIfAvailable();
        return new Channels(
                new Webhook(settings, bundle, lookups, mapper, clock),
                sender == null ? null : new Mail(sender, settings, lookups, threads));
    }

    @Bean
    NoticeLoop noticeLoop(
            Studies studies,
            Store store,
            Channels channels,
            NoticeProperties settings,
            CircuitBreakerRegistry registry,
            PermitPools pools,
            Ledger ledger,
            Threads threads,
            Loops loops,
            MeterRegistry registryOfMeters,
            InstantSource clock) {
        var recipients = new Recipients(studies);
        var circuits = new Circuits(registry, recipients);
        var queue = new NoticeQueue(store, settings.deliveryDeadline().plus(MARGIN), settings);
        var meters = new NoticeMeters(registryOfMeters, clock);
        var wake = new Signal();
        var deliveries =
                new Deliveries(
                        queue,
                        recipients,
                        channels,
                        circuits,
                        pools.open("notices", settings.concurrency(), () -> {}),
                        ledger,
                        threads,
                        settings.deliveryDeadline(),
                        meters,
                        wake);
        return new NoticeLoop(
                queue,
                deliveries,
                circuits,
                meters,
                settings.poll(),
                DRAIN,
                System::nanoTime,
                wake,
                loops);
    }
}
