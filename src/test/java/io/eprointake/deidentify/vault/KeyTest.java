package io.eprointake.deidentify.vault;

import static java.nio.charset.Charset.forName;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eprointake.testing.KeyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTest {

    static final String MATERIAL = "0123456789abcdef0123456789abcdef";
    static final String ANOTHER = "fedcba9876543210fedcba9876543210";

    @TempDir Path folder;

    /** Computed by Python's hmac, step by step as RFC 5869 says; the first by openssl kdf too. */
    @Test
    void theKeyOfEachPurposeIsDerivedByHkdf() throws IOException {
        Key key = key(MATERIAL);

        assertThat(key.fingerprint()).isEqualTo("5c2afa72c754b161");
        assertThat(HexFormat.of().formatHex(key.vault()))
                .isEqualTo("25b3e6d6ba1e7f7af40395cdf88856ebcb1422bb6258bee900fa50f38392059e");
        assertThat(HexFormat.of().formatHex(key.audit().of("x".getBytes(UTF_8))))
                .isEqualTo("567f6e78c5bb42955bca1234ea76083b0fba6aae4a996a838742620e67097066");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void theNewlineThatEndsATextIsNoPartOfTheKey(String newline) throws IOException {
        assertThat(key(MATERIAL + newline).fingerprint()).isEqualTo(key(MATERIAL).fingerprint());
    }

    @Test
    void aRandomKeyMayEndInTheByteOfANewline() throws IOException {
        byte[] random = random(1);
        random[random.length - 1] = '\n';
        byte[] without = Arrays.copyOf(random, random.length - 1);

        assertThat(key(random).fingerprint()).hasSize(16);
        assertThatThrownBy(() -> key(without)).hasMessageContaining("31 bytes");
    }

    @Test
    void randomBytesAreAKey() throws IOException {
        for (int seed = 0; seed < 10_000; seed++) {
            assertThat(key(random(seed)).fingerprint()).as("seed %d", seed).hasSize(16);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c0ffee7d0c1f6e5b9a48327d0c1f6e5b9a4832",
                "C0FFEE7D0C1F6E5B9A48327D0C1F6E5B9A4832",
                "EqK9zYw3Tn+0xv/LgB5sRkfD2hUaJcM7p6QoWd8iVXs=",
                "EqK9zYw3Tn-0xv_LgB5sRkfD2hUaJcM7p6QoWd8iVXs",
            })
    void aLineOfHexadecimalDigitsOrBase64IsAKey(String line) throws IOException {
        assertThat(key(line + "\n").fingerprint()).isEqualTo(key(line).fingerprint());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a key for tests alone, 0123456789 abcdef",
                "correct-horse-battery-staple, 2026!",
                "files:\n  - match: v.csv\n    columns:\n      row: keep\n",
                "SUBJECT,NAME,BIRTH\r\nS-0001,Ann Miller,1980-02-03\r\n",
                "SUBJECT\tNAME\tBIRTH\nS-0001\tAnn Miller\t1980-02-03\n",
                "编号,姓名,出生\nS-0001,王小明,1980-02-03\n",
                MATERIAL + "\n" + MATERIAL,
                MATERIAL + "\n\n",
                " " + MATERIAL,
            })
    void otherTextIsNoKeyAndTheErrorSaysHowToMakeOne(String text) {
        assertThatThrownBy(() -> key(text.getBytes(UTF_8)))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("is text, and not one line of hexadecimal digits or Base64")
                .hasMessageContaining("deidentify keygen KEY")
                .hasMessageNotContaining("0123456789");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PatientStudy2026PatientStudy2026",
                "aaaaaaaaaaaaaaaaaaaaaaaabcdefghi",
                "12345678901234567890123456789012",
                "deadbeefdeadbeefdeadbeefdeadbeef",
                "aAbBcCdDeEfFaAbBcCdDeEfFaAbBcCdD",
            })
    void aLineThatSomebodyMadeUpIsNoKey(String line) {
        assertThatThrownBy(() -> key(line))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("was not made by chance")
                .hasMessageNotContaining(line);
    }

    /** What is in Chinese alone can't be told from random bytes in UTF-16 by any quick look. */
    @ParameterizedTest
    @CsvSource({
        "SUBJECT;NAME;BIRTH/S-0001;José Muñoz;1980-02-03/, windows-1252",
        "SUBJECT;NAME;BIRTH/S-0001;Ann Miller;1980-02-03/, UTF-16",
        "SUBJECT;NAME;BIRTH/S-0001;Ann Miller;1980-02-03/, UTF-16LE",
        "编号;姓名;出生日期/S-0001;王小明;1980-02-03/, UTF-16LE",
        "编号;姓名;出生日期/S-0001;王小明;1980-02-03/, GB18030",
        "姓名姓名姓名姓名/王小明李小红王小明, GB18030",
    })
    void aTableIsNoKeyInAnyWriting(String table, String encoding) {
        byte[] bytes = table.replace(';', ',').replace('/', '\n').getBytes(forName(encoding));
        assertThatThrownBy(() -> key(bytes)).isInstanceOf(Unusable.class);
    }

    @Test
    void aKeyThatIsTooShortIsRefusedAndTheErrorSaysHowToMakeOne() {
        assertThatThrownBy(() -> key("0123456789abcdef0123456789abcde\n"))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("31 bytes")
                .hasMessageContaining("deidentify keygen KEY")
                .hasMessageNotContaining("0123456789");
    }

    @Test
    void aMissingKeyFileSaysHowToMakeOne() {
        assertThatThrownBy(() -> Key.read(folder.resolve("none"), false))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("deidentify keygen KEY");
    }

    @Test
    void aFileThatIsLongerThanAnyKeyIsRefused() throws IOException {
        String longest = MATERIAL.repeat(KeyFile.LONGEST / MATERIAL.length());
        assertThat(key(longest).fingerprint()).hasSize(16);
        assertThatThrownBy(() -> key(longest + "x"))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("4096");
    }

    @Test
    void aFileOfZerosIsNoKey() {
        assertThatThrownBy(() -> key(new byte[64])).isInstanceOf(Unusable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw--w----", "rw----r--", "rw-----w-"})
    void aKeyThatOthersMayReadOrWriteIsRefusedUnlessItIsShared(String rights) throws IOException {
        Path file = KeyFiles.write(folder.resolve("key"), MATERIAL);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));

        assertThatThrownBy(() -> Key.read(file, false))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("chmod 600 " + file)
                .hasMessageContaining("--shared-key");
        assertThat(Key.read(file, true).warning().orElseThrow()).contains("Others", "read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------", "rwx--x--x"})
    void aKeyThatOnlyItsOwnerMayReadIsTaken(String rights) throws IOException {
        Path file = KeyFiles.write(folder.resolve("key"), MATERIAL);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));

        assertThat(Key.read(file, false).warning()).isEmpty();
    }

    @Test
    void aNewKeyIsItsOwnersAndNoOtherHasItsFingerprint() throws IOException {
        Path file = folder.resolve("new");

        Key made = Key.make(file);

        assertThat(file).content().matches("[0-9a-f]{64}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Key.read(file, false).fingerprint()).isEqualTo(made.fingerprint());
        assertThat(Key.make(folder.resolve("next")).fingerprint()).isNotEqualTo(made.fingerprint());
    }

    @Test
    void aNewKeyTakesNoFilesPlaceAndGoesThroughNoLink() throws IOException {
        Path there = Files.writeString(folder.resolve("there"), "kept");
        Path nowhere = folder.resolve("nowhere");
        Path link = Files.createSymbolicLink(folder.resolve("link"), nowhere);

        assertThatThrownBy(() -> Key.make(there))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("is not overwritten");
        assertThatThrownBy(() -> Key.make(link)).isInstanceOf(Unusable.class);
        assertThatThrownBy(() -> Key.make(folder.resolve("none/key")))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("cannot be made");
        assertThat(there).hasContent("kept");
        assertThat(nowhere).doesNotExist();
    }

    @Test
    void anotherKeyHasAnotherFingerprint() throws IOException {
        assertThat(key(MATERIAL).fingerprint()).isNotEqualTo(key(ANOTHER).fingerprint());
    }

    @Test
    void itDoesNotPrintItself() throws IOException {
        assertThat(key(MATERIAL)).hasToString("Key[5c2afa72c754b161]");
    }

    private Key key(String material) throws IOException {
        return key(material.getBytes(US_ASCII));
    }

    private Key key(byte[] material) throws IOException {
        return Key.read(KeyFiles.write(folder.resolve("key"), material), false);
    }

    /** The same ones each time, so that it passes always or never. */
    private static byte[] random(long seed) {
        byte[] bytes = new byte[KeyFile.SHORTEST];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
