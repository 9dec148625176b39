package io.eprointake.deidentify.vault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.eprointake.deidentify.text.Cell;
import java.nio.ByteBuffer;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Makes pseudonyms and date shifts: the same under one key in every file and every run, and without
 * the key neither to be made nor to be undone. Of one thread; each worker has its own.
 */
public final class Pseudonyms {

    /**
     * Sixteen consonants, four bits each. No vowel, so no word; no digit, so neither a date nor a
     * number; one case, so nothing is lost in a spreadsheet.
     */
    private static final String LETTERS = "bcdfghjkmnpqrstv";

    private static final int BYTES = 16;
    private static final Pattern PSEUDONYM =
            Pattern.compile("[" + LETTERS + "]{" + 2 * BYTES + "}");

    /**
     * Few enough to stay beside the processor: where ids never repeat, remembering more costs as
     * much as making them.
     */
    private static final int REMEMBERED = 1_024;

    private static final int MOST_DOMAINS = 1_000;
    private static final int DAYS = 365;

    private final Key key;
    private final int unit;
    private final Map<String, Hmac> domains = new HashMap<>();
    private final Hmac dateShifts;
    private final Memo<String> pseudonyms = new Memo<>(REMEMBERED);
    private final Memo<Integer> shifts = new Memo<>(REMEMBERED);

    public Pseudonyms(Key key) {
        this(key, 1);
    }

    /**
     * @param unit in days: shifts are multiples of it
     */
    public Pseudonyms(Key key, int unit) {
        this.key = key;
        this.unit = unit;
        this.dateShifts = key.dateShifts();
    }

    /**
     * The pseudonym of a value: 32 letters, the first 128 bits of its HMAC-SHA256 under the
     * domain's key. Case counts; the Unicode form, blanks around it and what spreadsheets put there
     * do not: see {@link Cell#bare}.
     *
     * @param domain what kind of value it is, for example {@code subject}: equal values of two
     *     domains have different pseudonyms
     * @return empty for a value of white space only
     */
    public String of(String domain, String value) {
        return pseudonyms.get(domain, value, () -> make(domain, value));
    }

    /**
     * By how many days all dates of a subject move: -365 to -1 or 1 to 365, multiples of the unit,
     * each as likely; 0 when there is no subject.
     */
    public int shiftDays(String subject) {
        return shifts.get("", subject, () -> shift(subject));
    }

    /** Whether it has the shape of one. */
    static boolean isPseudonym(String text) {
        return PSEUDONYM.matcher(text).matches();
    }

    /** The value that is meant: in Unicode's NFC, without what pads or guards it. */
    static String canonical(String value) {
        return composed(Cell.bare(value));
    }

    /** The canonical form's; what is ASCII, as most ids are, has no other. */
    private static byte[] bytes(String value) {
        String bare = Cell.bare(value);
        byte[] bytes = bare.getBytes(UTF_8);
        return bytes.length == bare.length() ? bytes : composed(bare).getBytes(UTF_8);
    }

    private static String composed(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    private String make(String domain, String value) {
        byte[] bytes = bytes(value);
        return bytes.length == 0 ? "" : letters(domain(domain).of(bytes));
    }

    private Hmac domain(String domain) {
        Hmac hmac = domains.get(domain);
        if (hmac == null) {
            if (domains.size() == MOST_DOMAINS) {
                throw new IllegalStateException("more than " + MOST_DOMAINS + " domains");
            }
            hmac = key.pseudonyms(domain);
            domains.put(domain, hmac);
        }
        return hmac;
    }

    private static String letters(byte[] hash) {
        byte[] letters = new byte[2 * BYTES];
        for (int i = 0; i < BYTES; i++) {
            letters[2 * i] = (byte) LETTERS.charAt((hash[i] >> 4) & 0xf);
            letters[2 * i + 1] = (byte) LETTERS.charAt(hash[i] & 0xf);
        }
        return new String(letters, ISO_8859_1);
    }

    private int shift(String subject) {
        byte[] bytes = bytes(subject);
        if (bytes.length == 0) {
            return 0;
        }
        long random = ByteBuffer.wrap(dateShifts.of(bytes)).getLong();
        // The whole part of random / 2^64 * 730: no shift is likelier than another by more than
        // one in 2^54.
        int most = DAYS / unit;
        int times = (int) Math.unsignedMultiplyHigh(random, 2L * most);
        return (times < most ? times - most : times - most + 1) * unit;
    }
}
