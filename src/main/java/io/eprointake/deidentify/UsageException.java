package io.eprointake.deidentify;

/** The command was not given what it needs; says what. */
final class UsageException extends Exception {

    UsageException(String message) {
        super(message);
    }
}
