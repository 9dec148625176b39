package io.eprointake.deidentify.cli;

import io.eprointake.deidentify.files.Sha256;
import io.eprointake.deidentify.files.UsageException;
import io.eprointake.deidentify.rules.Profile;
import io.eprointake.deidentify.rules.Rules;
import io.eprointake.deidentify.rules.RulesException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The rules as they were read, once: the digest is that of what counts, and a pipe would be empty
 * the second time.
 */
record RulesFile(Rules rules, String sha256) {

    /**
     * @throws UsageException when they can't be read, or not be followed under a profile
     */
    static RulesFile read(Path file, Profile profile) throws IOException, UsageException {
        if (!Files.isReadable(file)) {
            throw new UsageException(file + " can't be read");
        }
        byte[] yaml;
        try (var in = Files.newInputStream(file)) {
            yaml = in.readNBytes(Rules.MAX_BYTES + 1);
        }
        try {
            return new RulesFile(Rules.read(yaml).under(profile), Sha256.of(yaml));
        } catch (RulesException wrong) {
            throw new UsageException(file + ": " + wrong.getMessage());
        }
    }
}
