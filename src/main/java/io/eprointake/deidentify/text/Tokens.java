package io.eprointake.deidentify.text;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The words and numbers of a text in their order; what somebody found is one. Of one thread. */
final class Tokens {

    /** What stands between the words of one name or one address. */
    static final String BETWEEN = " \t\n\r\u00a0,.-'’#>?:|";

    private static final int WIDEST_GAP = 5;

    /** What makes a word one to look at; any other stays unless its company takes it along. */
    private static final long LOUD =
            Runs.DIGITS | Runs.CAPITAL | Runs.ACCENTED | Runs.JOINED | Harmless.SMALL_NAMES;

    private final TextPage page;

    /** Those that are not loud are made when somebody asks for them. */
    private @Nullable Token[] all;

    /** Of those, which one it is. */
    private int[] runs;

    /** Which were made. */
    private final BitSet loud = new BitSet();

    private int size;

    /** By how many more words are in capitals than are not; null until somebody asks. */
    private @Nullable Integer capitals;

    Tokens(TextPage page, List<Span> found) {
        this.page = page;
        Runs runs = page.runs();
        all = new Token[runs.size() + found.size()];
        this.runs = new int[all.length];
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
            boolean wide = run < runs.size() ? runs.has(run, Runs.WIDE) : runs.ends(Runs.WIDE);
            start = wide ? foreign(at, start) : start;
            if (next < found.size() && found.get(next).from() <= start) {
                at = add(Token.found(page, found.get(next)));
            } else if (start == page.length()) {
                return;
            } else if (run < runs.size() && runs.from(run) == start) {
                at = add(runs, run);
            } else {
                at = add(Token.at(page, start));
            }
        }
    }

    private int add(Runs words, int run) {
        if (words.has(run, LOUD)) {
            return add(Token.of(page, words, run));
        }
        grow();
        runs[size++] = run;
        return words.to(run);
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
        grow();
        loud.set(size);
        all[size++] = token;
        return token.to;
    }

    private void grow() {
        if (size == all.length) {
            all = Arrays.copyOf(all, 2 * size + 1);
            runs = Arrays.copyOf(runs, all.length);
        }
    }

    int size() {
        return size;
    }

    Token get(int i) {
        Token token = all[i];
        if (token == null) {
            token = Token.of(page, page.runs(), runs[i]);
            all[i] = token;
            loud.set(i);
        }
        return token;
    }

    /** The next from there on that somebody has to look at; -1 if there is none. */
    int next(int from) {
        return loud.nextSetBit(from);
    }

    /** The same backwards. */
    int before(int from) {
        return loud.previousSetBit(Math.max(from, -1));
    }

    /** Whether it is one of those. */
    boolean isLoud(int i) {
        return loud.get(i);
    }

    /** Judges each by itself. */
    void judge(Harmless harmless) {
        for (int i = next(0); i >= 0; i = next(i + 1)) {
            if (!get(i).is(Token.State.FOUND)) {
                get(i).judge(page, harmless);
            }
        }
    }

    String lower(Token token) {
        return page.text(token.from, token.to).toLowerCase(Locale.ROOT);
    }

    boolean titled(int i) {
        Token token = i >= 0 && i < size ? all[i] : null;
        return token != null && token.titled(page);
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
        Token token = i >= 0 && i < size ? all[i] : null;
        return token != null && token.gone();
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
        if (capitals == null) {
            int more = 0;
            for (int i = 0; i < size; i++) {
                Token token = get(i);
                if (!token.digits && token.to - token.from > 1) {
                    more += page.upper(token.to - 1) ? 1 : -1;
                }
            }
            capitals = more;
        }
        return capitals > 0;
    }
}
