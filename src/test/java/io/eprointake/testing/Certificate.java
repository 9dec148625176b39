package io.eprointake.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/**
 * A certificate that signs itself, for this machine's own address, and its key; both as PEM.
 *
 * @param certificate as a handshake shows it
 * @param chain the certificate, which is also the root to trust
 * @param key not encrypted; only its owner reads it
 */
public record Certificate(X509Certificate certificate, Path chain, Path key) {

    private static final String ALIAS = "it";
    private static final String PASSWORD = "of-the-store";

    /**
     * Makes one.
     *
     * @param name of the files, and of whoever shows it
     */
    public static Certificate make(Path folder, String name) {
        return make(folder, name, "ip:127.0.0.1");
    }

    /** Makes one for whoever is reached as that, as keytool has it: {@code dns:name}. */
    public static Certificate make(Path folder, String name, String reachedAs) {
        Path file = folder.resolve(name + ".p12");
        var made =
                Program.run(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                ALIAS,
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "san=" + reachedAs,
                                "-validity",
                                "2",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                PASSWORD));
        if (made.code() != 0) {
            throw new AssertionError(made.output());
        }
        try {
            KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
            var certificate = (X509Certificate) store.getCertificate(ALIAS);
            return new Certificate(
                    certificate,
                    pem(folder.resolve(name + ".crt"), "CERTIFICATE", certificate.getEncoded()),
                    pem(
                            folder.resolve(name + ".key"),
                            "PRIVATE KEY",
                            store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static Path pem(Path file, String what, byte[] encoded) throws IOException {
        String text =
                "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                        .formatted(
                                what,
                                Base64.getMimeEncoder(64, new byte[] {'\n'})
                                        .encodeToString(encoded),
                                what);
        Files.writeString(file, text, US_ASCII);
        // A server refuses a key that others could read.
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** What the service is told to trust this one alone: a bundle's settings, names and values. */
    public String[] trustedBy(String bundle) {
        return new String[] {
            "spring.ssl.bundle.pem." + bundle + ".truststore.certificate", "file:" + chain
        };
    }

    /** What a process is told to show this one: a bundle's settings, names and values. */
    public String[] shownBy(String bundle) {
        return new String[] {
            "spring.ssl.bundle.pem." + bundle + ".keystore.certificate", "file:" + chain,
            "spring.ssl.bundle.pem." + bundle + ".keystore.private-key", "file:" + key
        };
    }
}
