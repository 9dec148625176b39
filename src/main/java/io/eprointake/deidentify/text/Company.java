package io.eprointake.deidentify.text;

import io.eprointake.deidentify.text.Token.State;
import java.util.Set;

/** What words say of those beside them: the company that makes a known word part of a name. */
final class Company {

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
                    "through",
                    "after",
                    "before",
                    "past",
                    "end",
                    "beginning");

    /** Before a month where another is near: "may or june", but not "me and june". */
    private static final Set<String> BETWEEN_MONTHS = Set.of("and", "or", "to");

    private static final Set<String> SUFFIXES = Set.of("ii", "iii", "jr", "sr");

    private final TextPage page;
    private final Tokens tokens;
    private final Harmless harmless;

    Company(TextPage page, Tokens tokens, Harmless harmless) {
        this.page = page;
        this.tokens = tokens;
        this.harmless = harmless;
    }

    void join() {
        for (int i = tokens.next(0); i >= 0; i = tokens.next(i + 1)) {
            if (tokens.get(i).is(State.PERHAPS)) {
                tokens.get(i).state = isName(i) ? State.GOES : State.STAYS;
            }
        }
        int last = tokens.size() - 1;
        for (int i = tokens.next(0); i >= 0 && i < last; i = tokens.next(i + 1)) {
            if (tokens.gone(i) && tokens.isBeside(i) && follows(i + 1)) {
                tokens.get(i + 1).state = State.GOES;
            }
        }
        for (int i = tokens.before(last - 1); i >= 0; i = tokens.before(i - 1)) {
            if (isTown(i)) {
                tokens.get(i).state = State.GOES;
            }
        }
        for (int i = tokens.before(last); i > 0; i = tokens.before(i - 1)) {
            if (tokens.gone(i) && tokens.isBeside(i - 1) && leads(i - 1)) {
                tokens.get(i - 1).state = State.GOES;
            }
        }
    }

    /** A word that is a name and another word: the one if it stands as names do. */
    private boolean isName(int i) {
        if ((tokens.gone(i - 1) && tokens.isBeside(i - 1))
                || (tokens.gone(i + 1) && tokens.isBeside(i))) {
            return true;
        }
        int known = tokens.known(i);
        if ((known & English.DAY) != 0 || ((known & English.MONTH) != 0 && isDated(i))) {
            return false;
        }
        if (!tokens.get(i).capital()) {
            return !opens(i) || isPossessive(i) || acts(i); // a month that nothing dates
        }
        if (!opens(i)) {
            boolean heading =
                    (tokens.titled(i - 1) && tokens.isSpaced(i - 1))
                            || (tokens.titled(i + 1) && tokens.isSpaced(i));
            return tokens.get(i).titled(page) && !heading;
        }
        Token token = tokens.get(i);
        boolean speaks = page.is(token.to, ':') && harmless.isGivenToo(page, token.from, token.to);
        return speaks || acts(i);
    }

    /** Whether what follows says what a person does. */
    private boolean acts(int i) {
        return i + 1 < tokens.size()
                && (tokens.known(i + 1) & English.VERB) != 0
                && tokens.isBeside(i);
    }

    private boolean isPossessive(int i) {
        return tokens.get(i).end() < tokens.get(i).to;
    }

    /** Whether a month is meant: a number is beside it, or a word of time before. */
    private boolean isDated(int i) {
        boolean number =
                (i > 0 && tokens.get(i - 1).digits)
                        || (i + 1 < tokens.size() && tokens.get(i + 1).digits);
        if (number || i == 0) {
            return number;
        }
        String before = tokens.lower(tokens.get(i - 1));
        return BEFORE_MONTHS.contains(before)
                || (BETWEEN_MONTHS.contains(before) && i > 1 && isTime(i - 2));
    }

    private boolean isTime(int i) {
        return tokens.get(i).digits || (tokens.known(i) & (English.MONTH | English.DAY)) != 0;
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
        boolean state = comma && next.titled(page) && (tokens.known(i + 1) & English.STATE) != 0;
        boolean more = next.is(State.GOES) && tokens.isSpaced(i) && isBeforeState(i + 1);
        boolean itself = (tokens.known(i) & (English.STATE | English.MONTH | English.DAY)) != 0;
        return (state || more) && !itself && !opens(i);
    }

    private boolean isBeforeState(int i) {
        return i + 1 < tokens.size()
                && page.is(tokens.get(i).to, ", ")
                && (tokens.known(i + 1) & English.STATE) != 0;
    }

    /** What belongs to the name before it. */
    private boolean follows(int i) {
        Token token = tokens.get(i);
        if (!token.is(State.STAYS) || token.digits) {
            return false;
        }
        boolean space = token.from == tokens.get(i - 1).to + 1 && page.space(token.from - 1);
        boolean hyphen = token.from == tokens.get(i - 1).to + 1 && page.is(token.from - 1, '-');
        boolean unknown = !harmless.has(page, token);
        boolean lower = !token.capital();
        boolean between = token.to - token.from == 1 && isUnknownWord(i + 1); // benjamin a seiler
        boolean small = lower && space && (unknown || between) && isSmall(i - 1);
        boolean initial = isInitial(token) && space;
        boolean surname = token.titled(page) && space && !AddressRow.isCount(tokens.lower(token));
        boolean suffix = space && SUFFIXES.contains(tokens.lower(token));
        return small || initial || surname || suffix || (hyphen && lower && unknown);
    }

    private boolean isUnknownWord(int i) {
        return i < tokens.size() && !tokens.get(i).digits && !harmless.has(page, tokens.get(i));
    }

    /** What belongs to the name after it: initials, and in small letters what nobody knows. */
    private boolean leads(int i) {
        Token token = tokens.get(i);
        if (!token.is(State.STAYS) || token.digits) {
            return false;
        }
        boolean space = tokens.get(i + 1).from == token.to + 1 && page.space(token.to);
        boolean unknown = !harmless.has(page, token);
        return isInitial(token) || (!token.capital() && space && unknown && isSmall(i + 1));
    }

    /** Whether what goes there is a name in small letters. */
    private boolean isSmall(int i) {
        return !tokens.get(i).digits && Character.isLowerCase(page.at(tokens.get(i).from));
    }

    private boolean isInitial(Token token) {
        return token.to - token.from == 1
                && page.upper(token.from)
                && !page.is(token.from, 'I')
                && (page.is(token.to, '.') || page.space(token.to));
    }
}
