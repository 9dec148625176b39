package io.eprointake.deidentify.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names that are known beforehand: a study's, or those of the row that the text is in. Compared
 * whatever the case and the accents; Latin ones from boundary to boundary.
 */
final class OwnNames {

    private static final int SHORTEST = 2;

    /** Names by their first two characters, which is enough to have few to compare. */
    private final Map<Integer, List<Page>> byStart = new HashMap<>();

    /** One bit for each first character, so that most places need no look into the map. */
    private long starts;

    OwnNames(Collection<String> names) {
        for (String name : names) {
            String stripped = name.strip();
            add(stripped);
            // Synthetic names end in digits; notes write them with the digits and without.
            add(stripped.replaceFirst("(?<=\\p{L}{3})\\d{1,4}$", ""));
            for (String word : stripped.split("[\\s,]+", -1)) {
                int known = English.of(Page.key(word));
                if (word.length() > SHORTEST && (known & (English.COMMON | English.PARTICLE)) == 0) {
                    add(word);
                }
            }
        }
    }

    private void add(String name) {
        if (name.length() >= SHORTEST) {
            Page page = new Page(name);
            starts |= 1L << (fold(page.at(0)) & 63);
            List<Page> same = byStart.computeIfAbsent(start(page, 0), _ -> new ArrayList<>(1));
            same.add(page);
            same.sort((a, b) -> b.length() - a.length());
        }
    }

    boolean isEmpty() {
        return starts == 0;
    }

    /** The end of the longest name that begins here. */
    int match(Page page, int at) {
        if ((starts >>> (fold(page.at(at)) & 63) & 1) == 0) {
            return Page.NONE;
        }
        for (Page name : byStart.getOrDefault(start(page, at), List.of())) {
            int end = at + name.length();
            if (same(page, at, name)) {
                int digits = page.letter(end - 1) && name.length() > 3 ? page.digits(end, 4) : end;
                boolean closed = !page.word(end - 1) || !page.word(digits);
                boolean open = !page.word(at) || !page.word(at - 1);
                if (open && closed) {
                    return digits;
                }
            }
        }
        return Page.NONE;
    }

    private static boolean same(Page page, int at, Page name) {
        for (int i = 0; i < name.length(); i++) {
            if (fold(page.at(at + i)) != fold(name.at(i))) {
                return false;
            }
        }
        return true;
    }

    private static int start(Page page, int at) {
        return fold(page.at(at)) << 16 | fold(page.at(at + 1));
    }

    private static char fold(char c) {
        char folded = Page.fold(c);
        return folded == 0 ? c : folded;
    }
}
