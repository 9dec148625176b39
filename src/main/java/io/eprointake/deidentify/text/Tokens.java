package io.eprointake.deidentify.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The words and numbers of a text in their order; what somebody found is one. Of one thread. */
final class Tokens {

    /** What stands between the words of one name or one address. */
    static final String BETWEEN = " \t\n\r\u00a0,.-'’#>?:|";

    private static final int WIDEST_GAP = 5;

    private final Cursor page;
    private Token[] all;
    private int size;

    Tokens(Cursor page, List<Span> found) {
        this.page = page;
        Runs runs = page.runs();
        all = new Token[runs.size() + found.size()];
        int at = 0;
        int run = 0;
        int next = 0;
        while (true) {
            while (next < found.size() && found.get(next).to() <= at) {
                next++;
            }
            while (run < runs.size() && runs.to(run) <= at) {
                run++;
            }
            int start = run < runs.size() ? Math.max(at, runs.from(run)) : page.length();
            start = foreign(at, start);
            if (next < found.size() && found.get(next).from() <= start) {
                at = add(Token.found(page, found.get(next)));
            } else if (start == page.length()) {
                return;
            } else if (run < runs.size() && runs.from(run) == start) {
                at = add(Token.of(page, runs, run));
            } else {
                at = add(Token.at(page, start));
            }
        }
    }

    /** Where a letter of another script is, before that place; else that place. */
    private int foreign(int from, int to) {
        int at = from;
        while (at < to && !Token.isForeign(page.at(at))) {
            at++;
        }
        return at;
    }

    private int add(Token token) {
        if (size == all.length) {
            all = Arrays.copyOf(all, 2 * size + 1);
        }
        all[size++] = token;
        return token.to;
    }

    int size() {
        return size;
    }

    Token get(int i) {
        return all[i];
    }

    /** Judges each by itself. */
    void judge(Harmless harmless) {
        for (int i = 0; i < size; i++) {
            if (!all[i].is(Token.State.FOUND)) {
                all[i].judge(page, harmless);
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
        return Vocabulary.english(get(i).known(page));
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
        for (int i = 0; i < size; i++) {
            Token token = all[i];
            if (!token.digits && token.to - token.from > 1) {
                capitals += page.upper(token.to - 1) ? 1 : -1;
            }
        }
        return capitals > 0;
    }
}
