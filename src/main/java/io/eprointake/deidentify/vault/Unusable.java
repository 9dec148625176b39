package io.eprointake.deidentify.vault;

/**
 * A key file or vault that cannot be used. The message is one line for a person, and names no
 * value.
 */
public final class Unusable extends RuntimeException {

    Unusable(String message) {
        super(message);
    }

    Unusable(String message, Throwable cause) {
        super(message, cause);
    }
}
