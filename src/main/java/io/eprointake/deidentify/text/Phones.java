package io.eprointake.deidentify.text;

/** Telephone numbers. */
final class Phones {

    /** How far before a local number the word may be that makes it one. */
    private static final int CALLING = 48;

    private Phones() {}

    /**
     * The end of a number that shows by its form that it is one: with a country code, grouped as in
     * North America, a mobile or a grouped landline of China, or a grouped number with a leading 0.
     */
    static int formed(Cursor page, int from) {
        if (page.is(from, '+')) {
            return international(page, from + 1);
        }
        if (page.word(from - 1)) {
            return Cursor.NONE;
        }
        int end = american(page, from);
        if (end == Cursor.NONE) {
            end = chineseMobile(page, from);
        }
        return end != Cursor.NONE ? end : landline(page, from);
    }

    /** 555-123-4567 and the like, with 1 before it and an extension after it if there are such. */
    static int american(Cursor page, int from) {
        int at = from;
        if (page.is(at, '1') && separator(page.at(at + 1))) {
            at += 2;
        }
        boolean bracket = page.is(at, '(');
        int area = bracket ? at + 1 : at;
        int end = area + 3;
        if (page.digits(area, 4) != end || page.at(area) < '2') {
            return Cursor.NONE;
        }
        if (bracket) {
            if (!page.is(end, ')')) {
                return Cursor.NONE;
            }
            end = page.spaces(end + 1);
            end += page.is(end, '-') ? 1 : 0;
        } else if (separator(page.at(end))) {
            end++;
        } else {
            return Cursor.NONE;
        }
        if (page.digits(end, 4) != end + 3 || !separator(page.at(end + 3))) {
            return Cursor.NONE;
        }
        int last = end + 4;
        end = page.digits(last, 5);
        boolean dose = English.measure(page, page.spaces(end));
        boolean more = page.word(end) || (page.is(end, '-') && page.digit(end + 1));
        if (end - last != 4 || more || dose) {
            return Cursor.NONE;
        }
        return extension(page, end);
    }

    static int international(Cursor page, int from) {
        int digits = 0;
        int at = from;
        int end = from;
        while (at - from < 24 && (page.digit(at) || Links.in(page.at(at), " -.()"))) {
            if (page.digit(at)) {
                digits++;
                end = at + 1;
            } else if (!page.digit(at + 1) && !Links.in(page.at(at + 1), " -(")) {
                break;
            }
            at++;
        }
        boolean sized = digits >= 8 && digits <= 15 && page.digit(from);
        return sized && !page.word(end) ? extension(page, end) : Cursor.NONE;
    }

    /** A mobile number of China: 11 digits, grouped 3-4-4 or not, with 86 before it or not. */
    static int chineseMobile(Cursor page, int from) {
        int at = from;
        if (page.is(at, "86") && (separator(page.at(at + 2)) || page.is(at + 2, '1'))) {
            at += separator(page.at(at + 2)) ? 3 : 2;
        }
        if (!page.is(at, '1') || page.at(at + 1) < '3' || page.at(at + 1) > '9') {
            return Cursor.NONE;
        }
        int end = page.digits(at, 12);
        if (end == at + 3 && separator(page.at(end))) {
            int middle = page.digits(end + 1, 5);
            end = middle == end + 5 && separator(page.at(middle)) ? page.digits(middle + 1, 5) : at;
        }
        int length = end - at;
        boolean sized = length == 11 || length == 13;
        return sized && !page.word(end) ? end : Cursor.NONE;
    }

    /** With a leading 0: 010-62345678, 02162345678, 020 7946 0123. */
    private static int landline(Cursor page, int from) {
        if (!page.is(from, '0') || DigitGroups.at(page, from).isClock()) {
            return Cursor.NONE;
        }
        int digits = 0;
        int end = from;
        while (digits < 13
                && (page.digit(end) || (separator(page.at(end)) && page.digit(end + 1)))) {
            digits += page.digit(end) ? 1 : 0;
            end++;
        }
        boolean grouped = end - from > digits;
        boolean sized = digits >= 10 && digits <= 12;
        int area = page.digits(from, 13) - from;
        return sized && !page.word(end) && (!grouped || (area > 2 && !page.is(from + 3, '.')))
                ? extension(page, end)
                : Cursor.NONE;
    }

    /** Ten digits that a telephone of North America can have. */
    static int bare(Cursor page, int from) {
        int end = page.digits(from, 11);
        boolean plan = page.at(from) > '1' && page.at(from + 3) > '1';
        return end - from == 10 && plan && !page.word(end) ? end : Cursor.NONE;
    }

    /** Whatever stands after a word that says telephone: 7 to 15 digits, grouped or not. */
    static int said(Cursor page, int from) {
        DigitGroups groups = DigitGroups.at(page, from);
        int digits = groups.digits();
        return digits >= 7 && digits < 16 && !page.word(groups.end())
                ? extension(page, groups.end())
                : Cursor.NONE;
    }

    /** Whether a word of calling stands before this, in the same sentence. */
    static boolean calling(Cursor page, int from) {
        int end = from;
        while (end > 0 && from - end < CALLING) {
            int start = end;
            while (start > 0 && from - start < CALLING && page.letter(start - 1)) {
                start--;
            }
            int known = start == end ? 0 : English.of(page.key(start, end));
            boolean stop = page.is(end, '.') && (known & English.TITLE) == 0 && end - start > 1;
            if (stop || (known & English.CALLING) != 0) {
                return !stop;
            }
            if (Links.in(page.at(start - 1), ";?!\n。；？！")) {
                return false;
            }
            end = start == end ? end - 1 : start;
        }
        return false;
    }

    static int extension(Cursor page, int from) {
        int at = page.spaces(from);
        at = page.is(at, ',') ? page.spaces(at + 1) : at;
        int word = page.letters(at);
        boolean said =
                page.is(at, "ext") || (page.is(at, 'x') && word == at + 1) || page.is(at, "转");
        if (!said) {
            return from;
        }
        int digits = page.is(at, "转") ? at + 1 : word;
        digits = page.spaces(page.is(digits, '.') ? digits + 1 : digits);
        int end = page.digits(digits, 6);
        return end > digits ? end : from;
    }

    private static boolean separator(char c) {
        return c == '-' || c == ' ' || c == '.' || c == '‑' || c == '–' || c == 0xA0;
    }
}
