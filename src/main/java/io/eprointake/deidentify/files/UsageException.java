package io.eprointake.deidentify.files;

/** The command was not given what it needs; says what. */
public final class UsageException extends Exception {

    public UsageException(String message) {
        super(message);
    }
}
