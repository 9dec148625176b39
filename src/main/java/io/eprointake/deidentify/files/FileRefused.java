package io.eprointake.deidentify.files;

/** A file that is not understood, and so is not handed on. Says why, and never a value of it. */
public final class FileRefused extends Exception {

    public FileRefused(String why) {
        super(why);
    }
}
