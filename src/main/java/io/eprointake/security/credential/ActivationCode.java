package io.eprointake.security.credential;

import io.eprointake.report.PlainText;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * A code that is read aloud and typed: 13 random symbols of 5 bits each (65 bits), and one that
 * tells a slip. The symbols are Douglas Crockford's base 32, which has no I, L, O and U.
 */
public final class ActivationCode {

    private static final String SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RANDOM_SYMBOLS = 13;
    private static final int GROUP = 4;

    /** Whoever types more than this does not type a code. */
    private static final int MOST_TYPED = 100;

    private final String symbols;

    private ActivationCode(String symbols) {
        this.symbols = symbols;
    }

    public static ActivationCode random() {
        StringBuilder symbols = new StringBuilder();
        for (int i = 0; i < RANDOM_SYMBOLS; i++) {
            symbols.append(SYMBOLS.charAt(RANDOM.nextInt(SYMBOLS.length())));
        }
        return new ActivationCode(symbols.append(check(symbols)).toString());
    }

    /**
     * What was typed, as it was meant: in any case and script, however it is parted, O for 0, I and
     * L for 1.
     *
     * @return empty for what is no code, a slip in one symbol among it
     */
    public static Optional<ActivationCode> read(String typed) {
        // A circled or raised digit is no digit that anybody was told.
        if (typed.length() > MOST_TYPED
                || typed.chars().anyMatch(c -> Character.getType(c) == Character.OTHER_NUMBER)) {
            return Optional.empty();
        }
        StringBuilder symbols = new StringBuilder();
        for (int c : PlainText.of(typed).codePoints().toArray()) {
            if (!parts(c)) {
                int symbol = c < 0x80 ? SYMBOLS.indexOf(meant((char) c)) : -1;
                if (symbol < 0) {
                    return Optional.empty();
                }
                symbols.append(SYMBOLS.charAt(symbol));
            }
        }
        return symbols.length() == RANDOM_SYMBOLS + 1
                        && symbols.charAt(RANDOM_SYMBOLS)
                                == check(symbols.substring(0, RANDOM_SYMBOLS))
                ? Optional.of(new ActivationCode(symbols.toString()))
                : Optional.empty();
    }

    private static boolean parts(int c) {
        return switch (Character.getType(c)) {
            case Character.DASH_PUNCTUATION,
                    Character.CONNECTOR_PUNCTUATION,
                    Character.SPACE_SEPARATOR ->
                    true;
            default -> c == '.' || c == '\u00b7' || c == '\u2212'; // middle dot, minus sign
        };
    }

    private static char meant(char typed) {
        char upper = Character.toUpperCase(typed);
        return switch (upper) {
            case 'O' -> '0';
            case 'I', 'L' -> '1';
            default -> upper;
        };
    }

    /**
     * Luhn's algorithm to the base 32: it tells every single slip, and nearly every exchange of
     * neighbours.
     */
    private static char check(CharSequence symbols) {
        int base = SYMBOLS.length();
        int sum = 0;
        for (int i = 0; i < symbols.length(); i++) {
            int fromTheRight = symbols.length() - 1 - i;
            int addend = SYMBOLS.indexOf(symbols.charAt(i)) * (fromTheRight % 2 == 0 ? 2 : 1);
            sum += addend / base + addend % base;
        }
        return SYMBOLS.charAt((base - sum % base) % base);
    }

    /** As it is stored. */
    public String digest() {
        return OpaqueToken.digest(symbols);
    }

    /** To be read by people and cameras: {@code XXXX-XXXX-XXXX-XX}. */
    public String grouped() {
        StringBuilder grouped = new StringBuilder();
        for (int i = 0; i < symbols.length(); i++) {
            if (i > 0 && i % GROUP == 0) {
                grouped.append('-');
            }
            grouped.append(symbols.charAt(i));
        }
        return grouped.toString();
    }

    /** It never prints itself. */
    @Override
    public String toString() {
        return "ActivationCode[redacted]";
    }
}
