package io.eprointake.deidentify.text;

import io.eprointake.deidentify.text.Token.State;

/** Numbers in a row, which may be the groups of one: a telephone, a postcode. */
final class NumberGroups {

    private final TextPage page;
    private final Tokens tokens;

    NumberGroups(TextPage page, Tokens tokens) {
        this.page = page;
        this.tokens = tokens;
    }

    void join() {
        for (int i = tokens.next(0); i >= 0; i = tokens.next(i + 1)) {
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
}
