package io.eprointake.deidentify.rules;

/** A rules file that can't be followed; says where, and why. */
public final class RulesException extends Exception {

    public RulesException(String message) {
        super(message);
    }
}
