package io.eprointake.deidentify.vault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key's file. It holds random bytes as they are, or one line of hexadecimal digits or of Base64.
 * Other text is no secret, however long: it is some other file, or somebody made it up.
 */
final class KeyFile {

    /** In bytes. Shorter ones could be guessed. */
    static final int SHORTEST = 32;

    /** In bytes. Nothing longer was meant to be a key. */
    static final int LONGEST = 4096;

    /** Of 32 random bytes, about 30 differ. */
    private static final int DIFFERENT_BYTES = 20;

    /** Of 32 random hexadecimal digits, about 14 differ; of decimal ones, no more than 10 can. */
    private static final int DIFFERENT_DIGITS = 11;

    /** Of 32 random letters of Base64, about 25 differ. */
    private static final int DIFFERENT_LETTERS = 18;

    /** Random bytes of any number go beyond it once in many millions; text of 100 always does. */
    private static final double MOST_UNEVEN = 90;

    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]+");
    private static final Pattern LETTERS = Pattern.compile("[A-Za-z0-9+/=_-]+");

    /** Text in these can be told from random bytes however short it is; in others, see above. */
    private static final List<Charset> WRITINGS = List.of(UTF_8, Charset.forName("GB2312"));

    private static final Set<PosixFilePermission> EXPOSING =
            Collections.unmodifiableSet(
                    EnumSet.of(
                            PosixFilePermission.GROUP_READ,
                            PosixFilePermission.GROUP_WRITE,
                            PosixFilePermission.OTHERS_READ,
                            PosixFilePermission.OTHERS_WRITE));

    private static final String MAKE_ONE = "; make one with: deidentify keygen KEY";

    private KeyFile() {}

    /** Makes a file of 32 random bytes in hexadecimal digits. */
    static void make(Path file) {
        byte[] random = new byte[SHORTEST];
        new SecureRandom().nextBytes(random);
        byte[] line = (HexFormat.of().formatHex(random) + "\n").getBytes(US_ASCII);
        try (var made = OwnFile.create(file)) {
            for (var bytes = ByteBuffer.wrap(line); bytes.hasRemaining(); ) {
                made.write(bytes);
            }
            made.force(true);
        } catch (FileAlreadyExistsException e) {
            throw new Unusable(file + " is there already, and is not overwritten", e);
        } catch (IOException e) {
            throw new Unusable("The key file " + file + " cannot be made", e);
        }
    }

    /** What the key is made of: the bytes, or, where they are text, without its last newline. */
    static byte[] read(Path file) {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LONGEST + 1);
        } catch (NoSuchFileException e) {
            throw new Unusable("There is no key file " + file + MAKE_ONE, e);
        } catch (IOException e) {
            throw new Unusable("The key file " + file + " cannot be read", e);
        }
        if (bytes.length > LONGEST) {
            throw new Unusable("The key file " + file + " has more than " + LONGEST + " bytes");
        }
        byte[] key = withoutNewline(bytes);
        String fault = fault(key);
        if (fault != null) {
            throw new Unusable("The key in " + file + fault + MAKE_ONE);
        }
        return key;
    }

    /**
     * One line to print about who else may read or write it; empty when nobody may.
     *
     * @throws Unusable when somebody may, and it is not meant to be shared
     */
    static Optional<String> exposure(Path file, boolean shared) {
        Set<PosixFilePermission> granted;
        try {
            granted = Files.getPosixFilePermissions(file);
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.of("It cannot be told who may read the key file " + file);
        }
        if (Collections.disjoint(granted, EXPOSING)) {
            return Optional.empty();
        }
        String others = "Others than the owner may read or write the key file " + file;
        if (!shared) {
            throw new Unusable(
                    others
                            + "; take that from them with: chmod 600 "
                            + file
                            + ", or say --shared-key");
        }
        return Optional.of(others);
    }

    private static @Nullable String fault(byte[] key) {
        if (key.length < SHORTEST) {
            return " has %d bytes, and needs at least %d".formatted(key.length, SHORTEST);
        }
        boolean random;
        if (WRITINGS.stream().anyMatch(writing -> isText(key, writing))) {
            String text = new String(key, ISO_8859_1);
            if (!LETTERS.matcher(text).matches()) {
                return " is text, and not one line of hexadecimal digits or Base64";
            }
            String digits = text.toLowerCase(Locale.ROOT);
            random =
                    different(text) >= DIFFERENT_LETTERS
                            || (DIGITS.matcher(digits).matches()
                                    && different(digits) >= DIFFERENT_DIGITS);
        } else {
            random =
                    different(new String(key, ISO_8859_1)) >= DIFFERENT_BYTES
                            && unevenness(key) <= MOST_UNEVEN;
        }
        return random ? null : " was not made by chance";
    }

    /** Of text only: the last of 32 random bytes is a newline once in 256 times. */
    private static byte[] withoutNewline(byte[] bytes) {
        int end = bytes.length;
        if (end > 0 && bytes[end - 1] == '\n') {
            end--;
            if (end > 0 && bytes[end - 1] == '\r') {
                end--;
            }
        }
        byte[] line = Arrays.copyOf(bytes, end);
        for (byte b : line) {
            if (b < ' ' || b > '~') {
                return bytes;
            }
        }
        return line;
    }

    private static boolean isText(byte[] bytes, Charset writing) {
        try {
            return writing.newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .chars()
                    .allMatch(c -> !Character.isISOControl(c) || Character.isWhitespace(c));
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static long different(String text) {
        return text.chars().distinct().count();
    }

    /** Chi square of the bytes' upper halves, which text has few of: 15 is usual of random ones. */
    private static double unevenness(byte[] bytes) {
        int[] counts = new int[16];
        for (byte b : bytes) {
            counts[(b & 0xff) >> 4]++;
        }
        double even = bytes.length / 16.0;
        return Arrays.stream(counts).mapToDouble(n -> (n - even) * (n - even) / even).sum();
    }
}
