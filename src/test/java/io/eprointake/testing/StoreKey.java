package io.eprointake.testing;

import io.eprointake.sealing.DataKeys;
import io.eprointake.sealing.SealingProperties;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.sealing.WrappingKeys;
import java.nio.file.Path;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The keys of tests' stores: each file's beside it, and one for all databases of servers. */
public final class StoreKey {

    private StoreKey() {}

    /** The key file of the store with this address. */
    public static Path file(String url) {
        return new SealingProperties(
                        url.startsWith("jdbc:sqlite:")
                                ? null
                                : Path.of("target", "store-key.json").toAbsolutePath())
                .keyFile(url);
    }

    public static WrappingKeys wrapping(String url) {
        return new WrappingKeys(file(url));
    }

    /** The same, after a service began the store. */
    public static StudyKeys begun(String url) {
        StudyKeys keys = keys(url);
        keys.check();
        return keys;
    }

    /** What opens all that is in that store. */
    public static StudyKeys keys(String url) {
        return new StudyKeys(new DataKeys(new DriverManagerDataSource(url), null), wrapping(url));
    }
}
