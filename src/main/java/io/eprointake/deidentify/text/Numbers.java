package io.eprointake.deidentify.text;

/** What begins with a digit and shows by its form what it is. */
final class Numbers {

    private Numbers() {}

    /** Reads the number here and takes it if it identifies. Its end, or the end of its digits. */
    static int read(Cursor page, int from) {
        int digits = page.digits(from, Integer.MAX_VALUE);
        int length = digits - from;
        int end = take(page, from, DatesInText.numeric(page, from), Kind.DATE);
        if (end == Cursor.NONE && length <= 2) {
            end = take(page, from, DatesInText.dayFirst(page, from), Kind.DATE);
        }
        if (end == Cursor.NONE && length <= 3) {
            end = take(page, from, Links.ipv4(page, from), Kind.IP);
        }
        if (end == Cursor.NONE) {
            end = take(page, from, ssn(page, from), Kind.SSN);
        }
        if (end == Cursor.NONE) {
            end = take(page, from, Phones.formed(page, from), Kind.PHONE);
        }
        if (end == Cursor.NONE && length >= 17) {
            end = take(page, from, residentId(page, from), Kind.RESIDENT_ID);
        }
        if (end == Cursor.NONE) {
            end = take(page, from, card(page, from, 16), Kind.BANK_CARD);
        }
        if (end == Cursor.NONE && length == 10 && !code(page, from)) {
            end = take(page, from, Phones.bare(page, from), Kind.PHONE);
        }
        if (end == Cursor.NONE && length <= 5) {
            end = EnglishAddresses.street(page, from, digits);
        }
        if (end == Cursor.NONE && length <= 3) {
            end = ChineseAddresses.building(page, from, digits);
        }
        return end == Cursor.NONE ? digits : end;
    }

    static int ssn(Cursor page, int from) {
        int end = from + 11;
        boolean form =
                page.digits(from, 4) == from + 3
                        && page.is(from + 3, '-')
                        && page.digits(from + 4, 3) == from + 6
                        && page.is(from + 6, '-')
                        && page.digits(from + 7, 5) == end;
        return form && !page.word(end) && !page.word(from - 1) && !page.is(from - 1, '-')
                ? end
                : Cursor.NONE;
    }

    /** 18 characters with a birth date that can be one. Its check digit is left to the caller. */
    static int residentId(Cursor page, int from) {
        int end = from + 18;
        char last = page.at(end - 1);
        boolean form =
                page.digits(from, 17) == from + 17
                        && !page.is(from, '0')
                        && (page.digit(end - 1) || last == 'X' || last == 'x')
                        && !page.word(end)
                        && !page.word(from - 1);
        if (!form) {
            return Cursor.NONE;
        }
        int year = page.number(from + 6, from + 10);
        int month = page.number(from + 10, from + 12);
        int day = page.number(from + 12, from + 14);
        return year >= 1800 && year < 2100 && DatesInText.day(month, day) ? end : Cursor.NONE;
    }

    /** A card number that passes Luhn's check: of {@code bare} digits or more, or in fours. */
    static int card(Cursor page, int from, int bare) {
        int end = from;
        int digits = 0;
        boolean fours = true;
        while (digits < 20) {
            int group = page.digits(end, 20);
            digits += group - end;
            boolean more = (page.space(group) || page.is(group, '-')) && page.digit(group + 1);
            fours &= more ? group - end == 4 : group - end <= 4;
            boolean first = end == from;
            end = group;
            if (!more || (first && !fours)) {
                break;
            }
            end++;
        }
        boolean sized = digits >= (fours ? 13 : bare) && digits <= 19;
        boolean issuer = (page.at(from) >= '2' && page.at(from) <= '6') || bare < 16;
        return sized
                        && issuer
                        && !page.word(end)
                        && !page.word(from - 1)
                        && Checks.luhn(page, from, end)
                ? end
                : Cursor.NONE;
    }

    /** Whether the word before a number says that it is a code of a terminology. */
    private static boolean code(Cursor page, int from) {
        int end = from;
        while (end > from - 3 && Links.in(page.at(end - 1), " :#")) {
            end--;
        }
        int start = end;
        while (end - start < 8 && page.letter(start - 1)) {
            start--;
        }
        for (String system :
                new String[] {"SNOMED", "CT", "code", "LOINC", "RxNorm", "NDC", "CPT", "ICD"}) {
            if (end - start == system.length() && page.is(start, system)) {
                return true;
            }
        }
        return false;
    }

    private static int take(Cursor page, int from, int end, Kind kind) {
        if (end != Cursor.NONE) {
            page.take(from, end, kind);
        }
        return end;
    }
}
