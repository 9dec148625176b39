package io.eprointake.deidentify.text;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

/** Which writings the scrubber reads. */
public final class Scripts {

    private static final Set<UnicodeScript> READ =
            EnumSet.of(
                    UnicodeScript.LATIN,
                    UnicodeScript.HAN,
                    UnicodeScript.COMMON,
                    UnicodeScript.INHERITED);

    /** Latin with all its accents ends here. */
    private static final int LATIN = 0x250;

    private Scripts() {}

    /**
     * Whether a text has two letters in a row that the scrubber does not read, so that it would
     * find no name in them. A Greek letter alone is a sign, as in β blocker.
     */
    public static boolean isUnread(String text) {
        int row = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < LATIN) {
                row = 0;
                continue;
            }
            int letter = text.codePointAt(i);
            row = isRead(letter) ? 0 : row + 1;
            if (row == 2) {
                return true;
            }
            i += Character.charCount(letter) - 1;
        }
        return false;
    }

    private static boolean isRead(int letter) {
        return !Character.isLetter(letter) || READ.contains(UnicodeScript.of(letter));
    }
}
