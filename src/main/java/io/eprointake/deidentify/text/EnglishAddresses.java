package io.eprointake.deidentify.text;

/** Streets, boxes, towns and postcodes in English. */
final class EnglishAddresses {

    private EnglishAddresses() {}

    /** A house number, which ends at {@code digits}, and its street. */
    static int street(TextPage page, int from, int digits) {
        int at = page.letter(digits) && !page.letter(digits + 1) ? digits + 1 : digits;
        if (!page.space(at)) {
            return TextPage.NONE;
        }
        int end = TextPage.NONE;
        boolean weak = false;
        boolean common = true;
        for (int word = 0; word < 5; word++) {
            int start = page.spaces(at);
            int stop = page.letters(page.digits(start, 4));
            if (start == at || stop == start) {
                break;
            }
            int known = English.of(page.key(start, stop));
            boolean lower = !page.upper(start) && !page.digit(start);
            if (word > 0
                    && (known & English.STREET) != 0
                    && (!lower || (word < 3 && stop - start > 3))) {
                end =
                        page.is(stop, '.') && (page.space(stop + 1) || page.is(stop + 1, ','))
                                ? stop + 1
                                : stop;
                weak = lower && common;
                break;
            }
            if (word > 0 && (known & English.WEAK_STREET) != 0 && !lower) {
                end = stop;
                weak = common;
            }
            if (lower && (word > 1 || (known & (English.MEASURE | English.FILLER)) != 0)) {
                break;
            }
            common &=
                    (known & (English.COMMON | English.CLINICAL)) != 0
                            && (known & English.SURNAME) == 0;
            at = page.is(stop, '.') ? stop + 1 : stop;
            while (Links.in(page.at(at), "'-") && page.letter(at + 1)) {
                at = page.letters(at + 1);
            }
        }
        if (end == TextPage.NONE) {
            return TextPage.NONE;
        }
        int unit = unit(page, end);
        int town = town(page, unit);
        if (weak && town == end) {
            return TextPage.NONE;
        }
        page.take(from, town, Kind.ADDRESS);
        return town;
    }

    /** The end of ", Apt 2", " Unit 86", " #4" if one follows; else {@code from}. */
    private static int unit(TextPage page, int from) {
        int at = page.is(from, ',') ? from + 1 : from;
        at = page.spaces(at);
        if (page.is(at, '#')) {
            int end = page.digits(page.spaces(at + 1), 6);
            return page.digit(end - 1) ? page.letters(end) : from;
        }
        int word = page.letters(at);
        if (word == at || (English.of(page.key(at, word)) & English.UNIT) == 0) {
            return from;
        }
        int number = page.spaces(page.is(word, '.') ? word + 1 : word);
        number = page.is(number, '#') ? number + 1 : number;
        int end = number;
        while (end - number < 8 && (page.word(end) || (page.is(end, '-') && page.digit(end + 1)))) {
            end++;
        }
        boolean single = end == number + 1;
        return end > number && (page.digit(number) || page.digit(end - 1) || single) ? end : from;
    }

    /** The end of ", Town, ST 12345", or of as much of it as follows; else {@code from}. */
    static int town(TextPage page, int from) {
        int at = page.is(from, ',') ? page.spaces(from + 1) : page.spaces(from);
        if (at == from) {
            return from;
        }
        int direct = state(page, at);
        if (direct > at) {
            return direct;
        }
        int end = at;
        for (int word = 0; word < 3 && page.upper(end); word++) {
            int stop = page.letters(end);
            stop = page.is(stop, '.') && stop - end == 2 ? stop + 1 : stop;
            int comma = page.is(stop, ',') ? stop + 1 : stop;
            int state = state(page, page.spaces(comma));
            if (page.spaces(comma) > stop && state > page.spaces(comma)) {
                return state;
            }
            if (Links.in(page.at(stop), ".,;)\n\0") && page.is(from, ',')) {
                return stop;
            }
            end = page.spaces(stop);
        }
        return from;
    }

    /** The end of a state, with a ZIP code if there is one; else {@code from}. */
    private static int state(TextPage page, int from) {
        int word = page.letters(from);
        int known = English.of(page.key(from, word));
        boolean state = (known & English.STATE) != 0 && page.upper(from);
        if (!state || (word - from == 2 && !page.upper(from + 1))) {
            return from;
        }
        int zip = zip(page, page.spaces(page.is(word, ',') ? word + 1 : word));
        boolean word2 = word - from == 2;
        return zip != TextPage.NONE ? zip : word2 || (known & English.GIVEN) == 0 ? word : from;
    }

    static int zip(TextPage page, int from) {
        int end = page.digits(from, 6);
        if (end - from != 5) {
            return TextPage.NONE;
        }
        return page.is(end, '-') && page.digits(end + 1, 5) == end + 5 ? end + 5 : end;
    }

    /** A state with its ZIP code, and the town before it. */
    static int stateAndZip(TextPage page, int from, int word) {
        int end = zip(page, page.spaces(page.is(word, ',') ? word + 1 : word));
        if (end == TextPage.NONE || page.word(end)) {
            return TextPage.NONE;
        }
        int at = from;
        int start = from;
        for (int words = 0; words < 3; words++) {
            at = page.space(at - 1) ? at - 1 : at;
            at = page.is(at - 1, ',') && words == 0 ? at - 1 : at;
            int letters = at;
            while (at - letters < 20 && page.letter(letters - 1)) {
                letters--;
            }
            if (letters == at || !page.upper(letters)) {
                break;
            }
            start = letters;
            at = letters;
        }
        page.take(start, end, Kind.ADDRESS);
        return end;
    }

    /** "in Springfield, IL" after "lives", or a street. */
    static int place(TextPage page, int end) {
        int at = page.spaces(end);
        if (!page.is(at, "in ")
                && !page.is(at, "to ")
                && !page.is(at, "from ")
                && !page.is(at, "near ")) {
            return TextPage.NONE;
        }
        at = page.spaces(page.letters(at));
        int stop = at;
        int last = at;
        for (int word = 0; word < 3 && page.upper(stop); word++) {
            last = page.letters(stop);
            int known = English.of(page.key(stop, last));
            if ((known & (English.MONTH | English.DAY | English.CLINICAL)) != 0) {
                return TextPage.NONE;
            }
            stop = page.spaces(last);
            if (stop == last) {
                break;
            }
        }
        boolean only = (English.of(page.key(at, last)) & English.STATE) != 0;
        if (last == at || only) {
            return TextPage.NONE;
        }
        int state = page.is(last, ',') ? state(page, page.spaces(last + 1)) : last;
        int town = state > page.spaces(last + 1) ? state : last;
        page.take(at, town, Kind.ADDRESS);
        return town;
    }

    /** "P.O. Box 12" whose word "box" is here, and the town after it. */
    static int box(TextPage page, int from, int word) {
        int number = page.spaces(word);
        int end = page.digits(number, 6);
        int at = from;
        while (at > from - 6 && Links.in(page.at(at - 1), "PpOo. ")) {
            at--;
        }
        while (at < from && page.space(at)) {
            at++;
        }
        if (end == number || at == from || page.letter(at - 1)) {
            return TextPage.NONE;
        }
        int town = town(page, end);
        page.take(at, town, Kind.ADDRESS);
        return town;
    }
}
