package io.eprointake.deidentify.vault;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTest {

    static final String MATERIAL = "0123456789abcdef0123456789abcdef";

    @TempDir Path folder;

    /** Computed by Python's hmac, step by step as RFC 5869 says; the first by openssl kdf too. */
    @Test
    void theKeyOfEachPurposeIsDerivedByHkdf() throws IOException {
        Key key = key(MATERIAL);

        assertThat(key.fingerprint()).isEqualTo("5c2afa72c754b161");
        assertThat(HexFormat.of().formatHex(key.vault()))
                .isEqualTo("25b3e6d6ba1e7f7af40395cdf88856ebcb1422bb6258bee900fa50f38392059e");
        assertThat(HexFormat.of().formatHex(key.audit().doFinal("x".getBytes(UTF_8))))
                .isEqualTo("567f6e78c5bb42955bca1234ea76083b0fba6aae4a996a838742620e67097066");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void theNewlineThatEndsATextIsNoPartOfTheKey(String newline) throws IOException {
        assertThat(key(MATERIAL + newline).fingerprint()).isEqualTo(key(MATERIAL).fingerprint());
    }

    @Test
    void aRandomKeyMayEndInTheByteOfANewline() throws IOException {
        byte[] random = new byte[Key.SHORTEST];
        for (int i = 0; i < random.length; i++) {
            random[i] = (byte) (i * 37 + 130);
        }
        random[random.length - 1] = '\n';

        assertThat(key(random).fingerprint()).hasSize(16);
    }

    @Test
    void aKeyThatIsTooShortIsRefusedAndTheErrorSaysHowToMakeOne() {
        assertThatThrownBy(() -> key("0123456789abcdef0123456789abcde\n"))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("31 bytes")
                .hasMessageContaining("head -c 32 /dev/urandom > KEY")
                .hasMessageContaining("openssl rand -hex 32 > KEY")
                .hasMessageNotContaining("0123456789");
    }

    @Test
    void aMissingKeyFileSaysHowToMakeOne() {
        assertThatThrownBy(() -> Key.read(folder.resolve("none")))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("openssl rand -hex 32 > KEY");
    }

    @Test
    void aFileThatIsLongerThanAnyKeyIsRefused() throws IOException {
        assertThat(key(MATERIAL.repeat(Key.LONGEST / MATERIAL.length())).fingerprint()).hasSize(16);
        assertThatThrownBy(() -> key(MATERIAL.repeat(Key.LONGEST / MATERIAL.length()) + "x"))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("4096");
    }

    @Test
    void aFileOfZerosIsNoKey() {
        assertThatThrownBy(() -> key(new byte[64])).isInstanceOf(Unusable.class);
    }

    @Test
    void itWarnsWhenOthersMayReadTheKey() throws IOException {
        Path file = Files.write(folder.resolve("key"), MATERIAL.getBytes(US_ASCII));

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(Key.read(file).warning().orElseThrow()).contains("chmod 600");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(Key.read(file).warning()).isEmpty();
    }

    @Test
    void anotherKeyHasAnotherFingerprint() throws IOException {
        assertThat(key(MATERIAL).fingerprint()).isNotEqualTo(key(MATERIAL + "x").fingerprint());
    }

    @Test
    void itDoesNotPrintItself() throws IOException {
        assertThat(key(MATERIAL)).hasToString("Key[5c2afa72c754b161]");
    }

    private Key key(String material) throws IOException {
        return key(material.getBytes(US_ASCII));
    }

    private Key key(byte[] material) throws IOException {
        return Key.read(Files.write(folder.resolve("key"), material));
    }
}
