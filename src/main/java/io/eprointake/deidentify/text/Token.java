package io.eprointake.deidentify.text;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A word, something with a digit, or what was found already; and whether it stays. */
final class Token {

    enum State {
        STAYS,
        /** Known, and a name besides: its company decides. */
        PERHAPS,
        GOES,
        /** Found by somebody who knows what it is. */
        FOUND
    }

    private static final Set<String> SUFFIXES = Set.of("s", "m", "d", "ve", "ll", "re");

    private static final int LONGEST_COUNT = 6;

    final int from;
    final int to;
    final @Nullable Kind kind;
    final boolean digits;
    State state = State.STAYS;

    /** Known, and a name besides. */
    boolean nameToo;

    private final boolean capital;

    /** Whether it has letters beyond those of English. */
    private boolean accented;

    /** Where it ends without a possessive or a contraction. */
    private int end;

    /** Of the word without those; 0 until somebody asks. */
    private long key;

    private long known;

    private Token(TextPage page, int from, int to, boolean digits, @Nullable Kind kind) {
        this.from = from;
        this.to = to;
        this.digits = digits;
        this.kind = kind;
        end = to;
        capital = hasCapital(page);
    }

    static Token found(TextPage page, Span span) {
        Token token = new Token(page, span.from(), span.to(), false, span.kind());
        token.state = State.FOUND;
        return token;
    }

    static boolean starts(TextPage page, int at) {
        return letter(page, at) || page.digit(at);
    }

    static boolean starts(char c) {
        return TextPage.fold(c) != 0 || (c >= '0' && c <= '9') || isForeign(c);
    }

    /** Any letter but a Chinese one. */
    private static boolean letter(TextPage page, int at) {
        return page.letter(at) || isForeign(page.at(at));
    }

    /** A letter of neither the Latin nor the Chinese script. */
    static boolean isForeign(char c) {
        return c > TextPage.FOLDED && !TextPage.chinese(c) && Character.isLetter(c);
    }

    /** The one that begins with this run; most are a run and nothing else. */
    static Token of(TextPage page, Runs runs, int run) {
        int from = runs.from(run);
        int to = runs.to(run);
        if (runs.has(run, Runs.DIGITS | Runs.JOINED)) {
            return at(page, from);
        }
        Token token = new Token(page, from, to, false, null);
        token.key = runs.key(run);
        token.known = runs.known(run);
        token.accented = runs.has(run, Runs.ACCENTED);
        return token;
    }

    /**
     * The one that begins here: letters with apostrophes within, or all that a digit is part of.
     */
    static Token at(TextPage page, int from) {
        int end = from;
        boolean accented = false;
        int apostrophe = TextPage.NONE;
        while (true) {
            char c = page.at(end);
            char small = (char) (c | 0x20);
            if (small < 'a' || small > 'z') {
                boolean joins = (c == '\'' || c == '’') && end > from && letter(page, end + 1);
                apostrophe = joins ? end : apostrophe;
                boolean other = c > 0x7F && letter(page, end);
                accented |= other;
                if (!joins && !other) {
                    break;
                }
            }
            end++;
        }
        int whole = end;
        boolean digits = false;
        while (starts(page, whole) || (isWithin(page.at(whole)) && starts(page, whole + 1))) {
            digits |= page.digit(whole);
            whole++;
        }
        Token token = new Token(page, from, digits ? whole : end, digits, null);
        token.accented = accented;
        token.end = digits || apostrophe < 0 ? token.to : withoutSuffix(page, apostrophe, end);
        return token;
    }

    /** Whether letters or digits behind it belong to the word before it. */
    static boolean joins(char c) {
        return c == '\'' || c == '’' || isWithin(c);
    }

    private static boolean isWithin(char c) {
        return switch (c) {
            case '-', '/', '.', ':', ',', '_', '+', '#', '@' -> true;
            default -> false;
        };
    }

    boolean is(State other) {
        return state == other;
    }

    boolean gone() {
        return state == State.GOES || state == State.FOUND;
    }

    /** Judges it by itself. */
    void judge(TextPage page, Harmless harmless) {
        if (digits) {
            state = isHarmlessNumber(page, harmless) ? State.STAYS : State.GOES;
        } else if (capital) {
            state = word(page, harmless);
        } else if (harmless.isSmallName(page, this, accented)) {
            state = State.GOES;
        } else if (harmless.isMonthAndName(key(page), known(page))) {
            state = State.PERHAPS;
        }
    }

    /** Whether it begins with a capital. */
    boolean capital() {
        return capital;
    }

    private boolean hasCapital(TextPage page) {
        char second = page.at(from + 1);
        boolean elided = (second == '\'' || second == '’') && from + 2 < to; // d'Ouchy
        return !digits && isCapital(page.at(elided ? from + 2 : from));
    }

    private static boolean isCapital(char c) {
        return c <= 'Z' ? c >= 'A' : c > 'z' && Character.isUpperCase(c);
    }

    /** With one capital, as names are written, and no abbreviations. */
    boolean titled(TextPage page) {
        return capital && to - from > 1 && Character.isLowerCase(page.at(to - 1));
    }

    private State word(TextPage page, Harmless harmless) {
        if (end - from == 1) {
            return isInitials(page) ? State.GOES : State.STAYS;
        }
        if (harmless.isEponym(page, end, known(page))) {
            return State.STAYS;
        }
        if (!harmless.has(page, this) && (end == to || !harmless.has(page, from, to))) {
            return State.GOES;
        }
        nameToo = harmless.isNameToo(key(page), known(page));
        return nameToo ? State.PERHAPS : State.STAYS;
    }

    /** "J.K.": two capitals, each with its point, and no third. */
    private boolean isInitials(TextPage page) {
        boolean first = page.is(to, '.') && page.upper(to + 1) && page.is(to + 2, '.');
        boolean second = page.is(to, '.') && page.is(from - 1, '.') && page.upper(from - 2);
        int start = first ? from : from - 2;
        return (first || second) && !page.word(start - 1) && !page.is(start, "U.S.");
    }

    int end() {
        return end;
    }

    /** As {@link TextPage#key} of its letters, without a possessive or a contraction. */
    long key(TextPage page) {
        if (key == 0) {
            key = page.key(from, end);
            known = Vocabulary.of(key);
        }
        return key;
    }

    /** As {@link Vocabulary#of}. */
    long known(TextPage page) {
        return key(page) == 0 ? 0 : known;
    }

    private static int withoutSuffix(TextPage page, int apostrophe, int to) {
        boolean suffix = SUFFIXES.contains(page.text(apostrophe + 1, to));
        return suffix ? apostrophe : to;
    }

    private boolean isHarmlessNumber(TextPage page, Harmless harmless) {
        return (isPlain(page) && (to - from < 4 || isCounted(page)))
                || HarmlessNumbers.has(page, from, to, harmless);
    }

    /** Whether it is digits only, and few. */
    boolean isPlain(TextPage page) {
        return digits && to - from <= LONGEST_COUNT && page.digits(from, LONGEST_COUNT) == to;
    }

    boolean isYear(TextPage page) {
        return isPlain(page) && to - from == 4 && (page.is(from, "19") || page.is(from, "20"));
    }

    /** Whether a unit or what is counted follows. */
    boolean isCounted(TextPage page) {
        return Harmless.isCounted(page, page.spaces(to));
    }
}
