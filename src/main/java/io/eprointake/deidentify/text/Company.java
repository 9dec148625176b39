package io.eprointake.deidentify.text;

import io.eprointake.deidentify.text.Token.State;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What words say of those beside them: the company that makes a known word part of a name. */
final class Company {

    /** What stands between the words of one name or one address. */
    private static final String BETWEEN = " \t\n\r\u00a0,.-'’#>?:|";

    private static final int WIDEST_GAP = 5;

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

    private static final Set<String> BEFORE_MONTHS =
            Set.of(
                    "in",
                    "since",
                    "until",
                    "till",
                    "by",
                    "from",
                    "last",
                    "next",
                    "this",
                    "early",
                    "late",
                    "mid",
                    "of",
                    "during",
                    "every",
                    "each",
                    "between",
                    "and",
                    "to",
                    "through",
                    "after",
                    "before",
                    "past",
                    "or",
                    "end",
                    "beginning");

    private static final Set<String> SUFFIXES = Set.of("ii", "iii", "jr", "sr");

    private final Cursor page;
    private final List<Token> tokens;
    private final Harmless harmless;

    /** Whether capitals tell nothing, since most words are in them. */
    private final boolean shouted;

    Company(Cursor page, List<Token> tokens, Harmless harmless) {
        this.page = page;
        this.tokens = tokens;
        this.harmless = harmless;
        shouted = isAllCapitals();
    }

    private boolean isAllCapitals() {
        int capitals = 0;
        for (Token token : tokens) {
            if (!token.digits && token.to - token.from > 1) {
                capitals += page.upper(token.to - 1) ? 1 : -1;
            }
        }
        return capitals > 0;
    }

    void join() {
        int last = tokens.size() - 1;
        for (int i = 0; i <= last; i++) {
            if (tokens.get(i).is(State.PERHAPS)) {
                tokens.get(i).state = isName(i) ? State.GOES : State.STAYS;
            }
        }
        for (int i = 1; i <= last; i++) {
            if (gone(i - 1) && isBeside(i - 1) && follows(i)) {
                tokens.get(i).state = State.GOES;
            }
        }
        for (int i = last - 1; i >= 0; i--) {
            if (isTown(i)) {
                tokens.get(i).state = State.GOES;
            }
        }
        for (int i = last - 1; i >= 0; i--) {
            if (gone(i + 1) && isBeside(i) && leads(i)) {
                tokens.get(i).state = State.GOES;
            }
        }
        for (int i = 0; i <= last; i++) {
            i = address(i);
        }
        for (int i = 0; i <= last; i++) {
            i = groups(i);
        }
    }

    /** The groups of one number: all of it goes if one does, or if it is as long as telephones. */
    private int groups(int first) {
        int last = first;
        int figures = 0;
        boolean gone = false;
        for (int i = first; i < tokens.size() && isGroup(i) && (i == first || isGrouped(i)); i++) {
            figures += tokens.get(i).to - tokens.get(i).from;
            gone |= tokens.get(i).gone();
            last = i;
        }
        boolean counted = last > first && tokens.get(last).isCounted(page);
        boolean postcode =
                last == first + 1
                        && figures >= 5
                        && tokens.get(first).to - tokens.get(first).from == 3;
        boolean telephone = figures >= 7 || postcode || gone;
        for (int i = first; last > first && telephone && !counted && i <= last; i++) {
            tokens.get(i).state = tokens.get(i).is(State.FOUND) ? State.FOUND : State.GOES;
        }
        return last;
    }

    private boolean isGroup(int i) {
        Token token = tokens.get(i);
        return token.digits && !token.isYear(page) && (token.isPlain(page) || token.gone());
    }

    private boolean isGrouped(int i) {
        Token before = tokens.get(i - 1);
        Token token = tokens.get(i);
        for (int at = before.to; at < token.from; at++) {
            if (!Links.in(page.at(at), " ()-/.\u00a0")) {
                return false;
            }
        }
        return token.from - before.to <= 2;
    }

    /** A word that is a name and another word: the one if it stands as names do. */
    private boolean isName(int i) {
        if ((gone(i - 1) && isBeside(i - 1)) || (gone(i + 1) && isBeside(i))) {
            return true;
        }
        int known = known(i);
        if ((known & English.DAY) != 0 || ((known & English.MONTH) != 0 && isDated(i))) {
            return false;
        }
        if (!opens(i)) {
            boolean heading = (titled(i - 1) && isSpaced(i - 1)) || (titled(i + 1) && isSpaced(i));
            return tokens.get(i).titled(page) && !heading;
        }
        Token token = tokens.get(i);
        boolean speaks = page.is(token.to, ':') && harmless.isGivenToo(page, token.from, token.to);
        boolean acts = i + 1 < tokens.size() && (known(i + 1) & English.VERB) != 0;
        return speaks || (acts && isBeside(i));
    }

    /** Whether a month is meant: a number is beside it, or a word of time before. */
    private boolean isDated(int i) {
        boolean number =
                (i > 0 && tokens.get(i - 1).digits)
                        || (i + 1 < tokens.size() && tokens.get(i + 1).digits);
        return number || opens(i) || i == 0 || BEFORE_MONTHS.contains(lower(tokens.get(i - 1)));
    }

    /** Whether a sentence or a line begins here. */
    private boolean opens(int i) {
        int at = tokens.get(i).from - 1;
        while (at >= 0 && Links.in(page.at(at), " \t\u00a0\"'“‘*-")) {
            at--;
        }
        return at < 0 || Links.in(page.at(at), ".!?:;\n\r|/>•。：；！？");
    }

    /** A town before its state: El Paso, Texas. */
    private boolean isTown(int i) {
        Token token = tokens.get(i);
        if (!token.is(State.STAYS) || !token.titled(page)) {
            return false;
        }
        Token next = tokens.get(i + 1);
        boolean comma = next.from == token.to + 2 && page.is(token.to, ", ");
        boolean state = comma && next.titled(page) && (known(i + 1) & English.STATE) != 0;
        boolean more = next.is(State.GOES) && isSpaced(i) && isBeforeState(i + 1);
        boolean itself = (known(i) & (English.STATE | English.MONTH | English.DAY)) != 0;
        return (state || more) && !itself && !opens(i);
    }

    private boolean isBeforeState(int i) {
        return i + 1 < tokens.size()
                && page.is(tokens.get(i).to, ", ")
                && (known(i + 1) & English.STATE) != 0;
    }

    /** What belongs to the name before it. */
    private boolean follows(int i) {
        Token token = tokens.get(i);
        if (!token.is(State.STAYS) || token.digits) {
            return false;
        }
        boolean space = token.from == tokens.get(i - 1).to + 1 && page.space(token.from - 1);
        boolean hyphen = token.from == tokens.get(i - 1).to + 1 && page.is(token.from - 1, '-');
        boolean unknown = !harmless.has(page, token.from, token.end());
        boolean lower = !token.capital(page);
        boolean between = token.to - token.from == 1 && isUnknownWord(i + 1); // benjamin a seiler
        boolean small = lower && space && (unknown || between) && isSmall(i - 1);
        boolean initial = isInitial(token) && space;
        boolean surname = token.titled(page) && space && !isCount(token);
        boolean suffix = space && SUFFIXES.contains(lower(token));
        return small || initial || surname || suffix || (hyphen && lower && unknown);
    }

    private boolean isUnknownWord(int i) {
        return i < tokens.size()
                && !tokens.get(i).digits
                && !harmless.has(page, tokens.get(i).from, tokens.get(i).end());
    }

    /** What belongs to the name after it: initials, and in small letters what nobody knows. */
    private boolean leads(int i) {
        Token token = tokens.get(i);
        if (!token.is(State.STAYS) || token.digits) {
            return false;
        }
        boolean space = tokens.get(i + 1).from == token.to + 1 && page.space(token.to);
        boolean unknown = !harmless.has(page, token.from, token.end());
        return isInitial(token) || (!token.capital(page) && space && unknown && isSmall(i + 1));
    }

    /** Whether what goes there is a name in small letters. */
    private boolean isSmall(int i) {
        return !tokens.get(i).digits && Character.isLowerCase(page.at(tokens.get(i).from));
    }

    /**
     * Words and numbers in a row, of which one is a number and one goes that is a word, are an
     * address: all of it goes. Returns the last of the row.
     */
    private int address(int first) {
        Token begin = tokens.get(first);
        // Most words are in small letters, or the first of a sentence.
        if (!begin.gone() && !begin.digits && (!begin.capital(page) || opensWords(first))) {
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
            boolean road = i > first && ROADS.contains(lower(token)) && token.titled(page);
            number |= road;
            word |= road;
            last = i;
        }
        while (last > first
                && !tokens.get(last).gone()
                && !tokens.get(last).digits
                && !tokens.get(last).capital(page)) {
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
        Token next = last ? tokens.get(i) : tokens.get(i + 1);
        boolean small = !next.gone() && !next.digits && !next.capital(page);
        return (last || small) && !isStreet(tokens.get(i));
    }

    private boolean isLongNumber(int i) {
        return tokens.get(i).digits && tokens.get(i).gone() && isBeside(i - 1);
    }

    /** Two capitals after a comma, as states and provinces are written. */
    private boolean isState(int i) {
        Token token = tokens.get(i);
        boolean comma = page.is(token.from - 1, ',') || page.is(token.from - 2, ',');
        return token.to - token.from == 2 && page.upper(token.from + 1) && comma;
    }

    /** In capitals, where not all is, and no abbreviation. */
    private boolean isShouted(Token token) {
        return !shouted
                && token.capital(page)
                && token.to - token.from > 2
                && harmless.isEverydayWord(page, token.from, token.to);
    }

    /** Whether it begins or ends with a street, as Rua Diadema does, or is one. */
    private boolean isStreet(Token token) {
        int first = page.letters(token.from);
        int last = token.to;
        while (last > first && page.letter(last - 1)) {
            last--;
        }
        return token.capital(page)
                && (Harmless.isStreet(page, token.from, first)
                        || Harmless.isStreet(page, last, token.to));
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
        int known = known(i);
        boolean joins =
                (known & (English.PARTICLE | English.UNIT | English.STREET)) != 0
                        || Harmless.isStreet(page, token.from, token.to)
                        || Harmless.isWithin(page, token.from, token.to);
        boolean and = page.is(token.from, "and ") && gone(i - 1) && gone(i + 1);
        boolean coded = token.capital(page) && i + 1 < tokens.size() && isLongNumber(i + 1);
        boolean word =
                token.titled(page) || isState(i) || isShouted(token) || joins || and || coded;
        return (token.gone() || word) && !isCount(token);
    }

    /** Whether it goes on from the one before, in the same sentence. */
    private boolean isNext(int i) {
        Token before = tokens.get(i - 1);
        return isBeside(page, before, tokens.get(i), BETWEEN + "()/")
                && !(page.is(tokens.get(i - 1).to, ". ") && ends(i - 1));
    }

    /** Whether a point after it ends a sentence: after Apt. and Str. it does not. */
    private boolean ends(int i) {
        Token token = tokens.get(i);
        boolean street = (known(i) & (English.UNIT | English.STREET)) != 0;
        return !street
                && !Harmless.isStreet(page, token.from, token.to)
                && token.to - token.from > 2;
    }

    private boolean isCount(Token token) {
        return COUNTS.contains(lower(token));
    }

    private String lower(Token token) {
        return page.text(token.from, token.to).toLowerCase(Locale.ROOT);
    }

    private boolean isInitial(Token token) {
        return token.to - token.from == 1
                && page.upper(token.from)
                && !page.is(token.from, 'I')
                && (page.is(token.to, '.') || page.space(token.to));
    }

    private boolean titled(int i) {
        return i >= 0 && i < tokens.size() && tokens.get(i).titled(page);
    }

    /** Whether one blank is between this and the next. */
    private boolean isSpaced(int i) {
        int to = tokens.get(i).to;
        return tokens.get(i + 1).from == to + 1 && page.space(to);
    }

    private int known(int i) {
        return English.of(page.key(tokens.get(i).from, tokens.get(i).end()));
    }

    private boolean gone(int i) {
        return i >= 0 && i < tokens.size() && tokens.get(i).gone();
    }

    /** Whether nothing but blanks and signs is between this and the next. */
    private boolean isBeside(int i) {
        return isBeside(page, tokens.get(i), tokens.get(i + 1));
    }

    static boolean isBeside(Cursor page, Token one, Token next) {
        return isBeside(page, one, next, BETWEEN);
    }

    private static boolean isBeside(Cursor page, Token one, Token next, String between) {
        if (next.from - one.to > WIDEST_GAP) {
            return false;
        }
        for (int at = one.to; at < next.from; at++) {
            if (!Links.in(page.at(at), between)) {
                return false;
            }
        }
        return true;
    }
}
