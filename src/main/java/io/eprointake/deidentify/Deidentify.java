package io.eprointake.deidentify;

import io.eprointake.deidentify.cli.Commands;

/** The batch command: hands on the CSV files of a folder without the identities in them. */
public final class Deidentify {

    private Deidentify() {}

    /**
     * The whole command line, {@code deidentify} itself left out.
     *
     * @return the exit code: 0 for all done, 1 when some files failed, 2 for bad usage, 130 when
     *     interrupted
     */
    public static int run(String... arguments) {
        return Commands.run(arguments);
    }
}
