package io.eprointake.deidentify.cli;

import java.io.IOException;
import java.util.Properties;

/** Which program this is. */
final class ProgramVersion {

    private ProgramVersion() {}

    /** Of the program; two versions may differ in what they find. */
    static String read() throws IOException {
        var build = new Properties();
        try (var info =
                ProgramVersion.class.getResourceAsStream("/META-INF/build-info.properties")) {
            if (info != null) {
                build.load(info);
            }
        }
        return build.getProperty("build.version", "unknown");
    }
}
