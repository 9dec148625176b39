package io.eprointake.deidentify.text;

import io.eprointake.deidentify.text.Token.State;
import java.util.Set;

/** Words and numbers in a row that are an address, whichever country's. */
final class AddressRow {

    /** With a capital they are no part of an address, though a number follows. */
    private static final Set<String> COUNTS =
            Set.of(
                    "day", "week", "cycle", "visit", "grade", "stage", "dose", "arm", "month",
                    "year", "score", "level", "type", "phase", "page", "version", "class", "period",
                    "part", "age");

    /** After a word with a capital they make a street of it, without a number. */
    private static final Set<String> ROADS =
            Set.of(
                    "street",
                    "avenue",
                    "ave",
                    "road",
                    "lane",
                    "boulevard",
                    "blvd",
                    "highway",
                    "parkway",
                    "terrace",
                    "crescent");

    private final TextPage page;
    private final Tokens tokens;
    private final Harmless harmless;

    AddressRow(TextPage page, Tokens tokens, Harmless harmless) {
        this.page = page;
        this.tokens = tokens;
        this.harmless = harmless;
    }

    void join() {
        for (int i = tokens.next(0); i >= 0; i = tokens.next(i + 1)) {
            i = address(i);
        }
    }

    /**
     * Words and numbers in a row, of which one is a number and one goes that is a word, are an
     * address: all of it goes. Returns the last of the row.
     */
    private int address(int first) {
        Token begin = tokens.get(first);
        // Most words are in small letters, or the first of a sentence.
        if (!begin.gone() && !begin.digits && (!begin.capital() || opensWords(first))) {
            return first;
        }
        int last = first;
        boolean number = false;
        boolean word = false;
        for (int i = first; i < tokens.size() && isPart(i) && (i == first || isNext(i)); i++) {
            Token token = tokens.get(i);
            number |= token.digits || token.kind == Kind.ADDRESS;
            boolean street = isStreet(token);
            word |= (token.gone() && !token.digits) || token.nameToo || street;
            boolean road = i > first && token.titled(page) && ROADS.contains(tokens.lower(token));
            number |= road;
            word |= road;
            last = i;
        }
        while (last > first
                && !tokens.get(last).gone()
                && !tokens.get(last).digits
                && !tokens.get(last).capital()) {
            last--;
        }
        boolean names = true;
        for (int i = first; i <= last; i++) {
            Token token = tokens.get(i);
            names &= token.digits || (token.kind == Kind.NAME && !isStreet(token));
        }
        for (int i = first; number && word && !names && i <= last; i++) {
            if (!tokens.get(i).is(State.FOUND)) {
                tokens.get(i).state = State.GOES;
            }
        }
        return last;
    }

    /** Whether a word in small letters follows, and it is no street. */
    private boolean opensWords(int i) {
        boolean last = i + 1 == tokens.size();
        return (last || isSmall(i + 1)) && !isStreet(tokens.get(i));
    }

    private boolean isSmall(int i) {
        if (!tokens.isLoud(i)) {
            return true;
        }
        Token token = tokens.get(i);
        return !token.gone() && !token.digits && !token.capital();
    }

    private boolean isLongNumber(int i) {
        return tokens.get(i).digits && tokens.get(i).gone() && tokens.isBeside(i - 1);
    }

    /** Two capitals after a comma, as states and provinces are written. */
    private boolean isState(int i) {
        Token token = tokens.get(i);
        boolean comma = page.is(token.from - 1, ',') || page.is(token.from - 2, ',');
        return token.to - token.from == 2 && page.upper(token.from + 1) && comma;
    }

    /** In capitals, where not all is, and no abbreviation. */
    private boolean isShouted(Token token) {
        return token.capital()
                && token.to - token.from > 2
                && !tokens.isAllCapitals()
                && harmless.isEverydayWord(page, token.from, token.to);
    }

    /** Whether it begins or ends with a street, as Rua Diadema does, or is one. */
    private boolean isStreet(Token token) {
        if (!token.capital()) {
            return false;
        }
        int first = page.letters(token.from);
        if (first == token.to) {
            return Harmless.isStreet(token.known(page));
        }
        int last = token.to;
        while (last > first && page.letter(last - 1)) {
            last--;
        }
        return Harmless.isStreet(page, token.from, first)
                || (last > first && Harmless.isStreet(page, last, token.to));
    }

    private boolean isPart(int i) {
        Token token = tokens.get(i);
        if (token.is(State.FOUND)) {
            return token.kind == Kind.ADDRESS || token.kind == Kind.NAME;
        }
        if (token.digits) {
            boolean house = token.isPlain(page) && !token.isCounted(page);
            return token.gone() || house;
        }
        int known = tokens.known(i);
        boolean joins =
                (known & (English.PARTICLE | English.UNIT | English.STREET)) != 0
                        || Harmless.isStreet(token.known(page))
                        || Harmless.isWithin(token.known(page));
        boolean and = page.is(token.from, "and ") && tokens.gone(i - 1) && tokens.gone(i + 1);
        boolean coded = token.capital() && i + 1 < tokens.size() && isLongNumber(i + 1);
        boolean word =
                token.titled(page) || isState(i) || isShouted(token) || joins || and || coded;
        return (token.gone() || word) && !isCount(tokens.lower(token));
    }

    /** Whether it goes on from the one before, in the same sentence. */
    private boolean isNext(int i) {
        return tokens.isBeside(i - 1, Tokens.BETWEEN + "()/")
                && !(page.is(tokens.get(i - 1).to, ". ") && ends(i - 1));
    }

    /** Whether a point after it ends a sentence: after Apt. and Str. it does not. */
    private boolean ends(int i) {
        Token token = tokens.get(i);
        boolean street = (tokens.known(i) & (English.UNIT | English.STREET)) != 0;
        return !street && !Harmless.isStreet(token.known(page)) && token.to - token.from > 2;
    }

    static boolean isCount(String word) {
        return COUNTS.contains(word);
    }
}
