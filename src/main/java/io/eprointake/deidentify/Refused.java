package io.eprointake.deidentify;

/** A file that is not understood, and so is not handed on. Says why, and never a value of it. */
final class Refused extends Exception {

    Refused(String why) {
        super(why);
    }
}
