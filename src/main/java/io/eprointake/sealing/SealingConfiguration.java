package io.eprointake.sealing;

import com.google.crypto.tink.Aead;
import io.eprointake.store.Store;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

@Configuration(proxyBeanMethods = false)
@Profile("!analyzer")
class SealingConfiguration {

    /** Another bean of this name and type, a key management service's, takes its place. */
    @Bean
    @ConditionalOnMissingBean(name = "wrapping")
    Aead wrapping(SealingProperties settings, DataSourceProperties store) {
        return new WrappingKeys(settings.keyFile(store.determineUrl()));
    }

    @Bean
    SealStored sealStored(Aead wrapping) {
        return new SealStored(wrapping);
    }

    /** Refuses the start when what is stored could not be opened. */
    @Bean
    @DependsOnDatabaseInitialization
    StudyKeys studyKeys(Store store, Aead wrapping) {
        var keys = new StudyKeys(new DataKeys(store.apart(), store), wrapping);
        keys.check();
        return keys;
    }
}
