package io.eprointake.audit;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a chain stood: its entry of this number had this hash. */
public record Anchor(long chain, long number, byte[] hash) {

    private static final Pattern FORM =
            Pattern.compile("([0-9]{1,18}):([0-9]{1,18}):([0-9a-f]{64})");

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Anchor of(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("chain:number:hash, as the log has it");
        }
        return new Anchor(
                Long.parseLong(parts.group(1)),
                Long.parseLong(parts.group(2)),
                HexFormat.of().parseHex(parts.group(3)));
    }

    boolean has(byte[] its) {
        return Arrays.equals(hash, its);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Anchor it && toString().equals(it.toString());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hash);
    }

    @Override
    public String toString() {
        return chain + ":" + number + ":" + HexFormat.of().formatHex(hash);
    }
}
