package io.eprointake.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Key files as the command takes them: of their owner alone. */
public final class KeyFiles {

    private KeyFiles() {}

    /** Writes one, over what is there. */
    public static Path write(Path file, String text) throws IOException {
        return write(file, text.getBytes(US_ASCII));
    }

    /** Writes one, over what is there. */
    public static Path write(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
