package io.eprointake.deidentify.text;

/** Values that the words before them make identifiers: "MRN 12345", "passport no. X1234567". */
final class EnglishLabels {

    private EnglishLabels() {}

    /** Tries what stands after a label that ends here. */
    static int after(Cursor page, int from, int end, int label) {
        if ((label & English.BOX) != 0) {
            return EnglishAddresses.box(page, from, end);
        }
        if ((label & English.PLACE) != 0) {
            int place = EnglishAddresses.place(page, end);
            if (place != Cursor.NONE) {
                return place;
            }
        }
        int at = value(page, end);
        boolean numbered = at < 0;
        at = Math.abs(at);
        int stop = Cursor.NONE;
        Kind kind = Kind.RECORD_NUMBER;
        if (at == end) {
            return Cursor.NONE;
        }
        if ((label & English.SSN) != 0) {
            stop = nine(page, at);
            kind = Kind.SSN;
        }
        if (stop == Cursor.NONE && (label & English.PASSPORT) != 0) {
            stop = token(page, at, 6, 5);
            kind = Kind.PASSPORT;
        }
        if (stop == Cursor.NONE && (label & English.CARD) != 0) {
            stop = Numbers.card(page, at, 12);
            kind = Kind.BANK_CARD;
        }
        if (stop == Cursor.NONE && (label & English.PHONE) != 0) {
            stop = Phones.said(page, at);
            kind = Kind.PHONE;
        }
        if (stop == Cursor.NONE && (label & English.ZIP) != 0) {
            stop = EnglishAddresses.zip(page, at);
            kind = Kind.ADDRESS;
        }
        if (stop == Cursor.NONE && (label & English.MESSENGER) != 0) {
            stop = handle(page, at);
            kind = Kind.MESSENGER;
        }
        boolean record =
                (label & English.RECORD) != 0 || ((label & English.WEAK_RECORD) != 0 && numbered);
        if (stop == Cursor.NONE && record) {
            stop = token(page, at, 4, 3);
            kind = Kind.RECORD_NUMBER;
        }
        if (stop != Cursor.NONE) {
            page.take(at, stop, kind);
        }
        return stop;
    }

    /**
     * Where the value begins, past "number", "no.", "is", "#" and signs. Negative when one of them
     * said that a number follows.
     */
    private static int value(Cursor page, int end) {
        int at = end;
        boolean numbered = false;
        for (int word = 0; word < 5; word++) {
            int signs = at;
            while (signs - at < 4 && Links.in(page.at(signs), " .:#-=\u00a0\t'号码是为")) {
                numbered |= page.is(signs, '#');
                signs++;
            }
            at = signs;
            int next = page.letters(at);
            int known = next == at || page.word(next) ? 0 : English.of(page.key(at, next));
            numbered |= (known & English.NUMBER) != 0;
            int skipped =
                    English.NUMBER
                            | English.FILLER
                            | English.WEAK_RECORD
                            | English.SSN
                            | English.PHONE
                            | English.ZIP
                            | English.CARD;
            boolean pronoun = page.is(at, "s ") || page.is(at, "me ") || page.is(at, "security");
            if ((known & skipped) == 0 && !pronoun) {
                break;
            }
            at = next;
        }
        return numbered ? -at : at;
    }

    /** Letters, digits, hyphens and slashes, with at least so many characters and digits. */
    static int token(Cursor page, int from, int least, int leastDigits) {
        int end = from;
        int digits = 0;
        while (end - from < 24
                && (page.word(end) || (Links.in(page.at(end), "-/_") && page.word(end + 1)))) {
            digits += page.digit(end) ? 1 : 0;
            end++;
        }
        if (digits == 3 && end - from == 3 && page.space(end)) {
            // 943 476 5919, as the NHS writes it
            int middle = page.digits(end + 1, 4);
            int last = page.digits(middle + 1, 5);
            if (middle == end + 4 && page.space(middle) && last == middle + 5) {
                return last;
            }
        }
        boolean date = DatesInText.numeric(page, from) == end;
        return end - from >= least && digits >= leastDigits && !page.word(end) && !date
                ? end
                : Cursor.NONE;
    }

    private static int nine(Cursor page, int from) {
        int formed = Numbers.ssn(page, from);
        int end = page.digits(from, 10);
        int spaced = page.digits(page.digits(from, 4) + 1, 3);
        int last = page.digits(spaced + 1, 5);
        if (formed != Cursor.NONE) {
            return formed;
        }
        boolean groups = page.space(from + 3) && spaced == from + 6 && last == from + 11;
        return end - from == 9 ? end : groups ? last : Cursor.NONE;
    }

    /** The name of an account: Latin letters and digits, with at least one digit or sign. */
    static int handle(Cursor page, int from) {
        int at = page.is(from, '@') ? from + 1 : from;
        int end = at;
        boolean sign = at > from;
        while (end - at < 30
                && (page.word(end) || (Links.in(page.at(end), "-_.") && page.word(end + 1)))) {
            sign |= !page.letter(end);
            end++;
        }
        return sign && end - at >= 5 && !page.word(end) ? end : Cursor.NONE;
    }
}
