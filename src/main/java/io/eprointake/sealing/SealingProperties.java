package io.eprointake.sealing;

import io.eprointake.store.DatabaseFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How what is stored is sealed.
 *
 * @param keyFile the file of the key that wraps the studies' data keys; else {@code store-key.json}
 *     beside a SQLite store, and in {@code data} over a server. It is made with an empty store, and
 *     never again
 */
@ConfigurationProperties("epro.sealing")
public record SealingProperties(@Nullable Path keyFile) {

    /** Its name. */
    public static final String KEY_FILE = "epro.sealing.key-file";

    private static final String NAME = "store-key.json";

    /**
     * The key file of a store.
     *
     * @param url of the store
     */
    public Path keyFile(String url) {
        if (keyFile != null) {
            return keyFile.toAbsolutePath();
        }
        return url.startsWith("jdbc:sqlite:")
                ? DatabaseFile.at(url).path().resolveSibling(NAME)
                : Path.of("data", NAME).toAbsolutePath();
    }
}
