package io.eprointake.deidentify.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The words and numbers of a text in their order; what somebody found is one. Of one thread. */
final class Tokens {

    /** What stands between the words of one name or one address. */
    static final String BETWEEN = " \t\n\r\u00a0,.-'’#>?:|";

    private static final int WIDEST_GAP = 5;

    private final Cursor page;
    private final List<Token> all = new ArrayList<>();

    Tokens(Cursor page, List<Span> found) {
        this.page = page;
        int next = 0;
        for (int at = 0; at < page.length(); at++) {
            while (next < found.size() && found.get(next).to() <= at) {
                next++;
            }
            Token token = null;
            if (next < found.size() && found.get(next).from() <= at) {
                token = Token.found(found.get(next));
            } else if (Token.starts(page, at)) {
                token = Token.at(page, at);
            }
            if (token != null) {
                all.add(token);
                at = token.to - 1;
            }
        }
    }

    int size() {
        return all.size();
    }

    Token get(int i) {
        return all.get(i);
    }

    /** Judges each by itself. */
    void judge(Harmless harmless) {
        for (Token token : all) {
            if (!token.is(Token.State.FOUND)) {
                token.judge(page, harmless);
            }
        }
    }

    String lower(Token token) {
        return page.text(token.from, token.to).toLowerCase(Locale.ROOT);
    }

    boolean titled(int i) {
        return i >= 0 && i < size() && get(i).titled(page);
    }

    /** Whether one blank is between this and the next. */
    boolean isSpaced(int i) {
        int to = get(i).to;
        return get(i + 1).from == to + 1 && page.space(to);
    }

    int known(int i) {
        return English.of(page.key(get(i).from, get(i).end()));
    }

    boolean gone(int i) {
        return i >= 0 && i < size() && get(i).gone();
    }

    /** Whether nothing but blanks and signs is between this and the next. */
    boolean isBeside(int i) {
        return isBeside(i, BETWEEN);
    }

    /** Whether no more than this is between it and the next, and not much of it. */
    boolean isBeside(int i, String between) {
        int from = get(i).to;
        int to = get(i + 1).from;
        if (to - from > WIDEST_GAP) {
            return false;
        }
        for (int at = from; at < to; at++) {
            if (!Links.in(page.at(at), between)) {
                return false;
            }
        }
        return true;
    }

    /** Whether capitals tell nothing, since most words are in them. */
    boolean isAllCapitals() {
        int capitals = 0;
        for (Token token : all) {
            if (!token.digits && token.to - token.from > 1) {
                capitals += page.upper(token.to - 1) ? 1 : -1;
            }
        }
        return capitals > 0;
    }
}
