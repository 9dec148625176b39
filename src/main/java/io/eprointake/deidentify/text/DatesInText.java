package io.eprointake.deidentify.text;

/** DatesInText that are more exact than a year, and the time of day that stands with them. */
final class DatesInText {

    private static final String NUMERALS = "〇零一二三四五六七八九十廿卅";

    private DatesInText() {}

    /** As {@link #numeric}, of dates that have a year, a month and a day, with signs between. */
    static int whole(TextPage page, int from) {
        int end = numeric(page, from);
        int digits = 0;
        for (int i = from; i < end; i++) {
            digits += page.digit(i) ? 1 : 0;
        }
        boolean iso = page.is(from + 4, '-') || page.is(from + 4, '/') || page.is(from + 4, '.');
        boolean american = page.is(from + 2, '/') || page.is(from + 1, '/');
        boolean chinese = page.is(from + 4, '年') && end > 0 && !page.is(end - 1, '月');
        boolean year = american ? end - from >= 8 : digits >= 6;
        return year && ((iso && end - from >= 8) || american || chinese) ? end : TextPage.NONE;
    }

    /** The end of a date that begins with the digit here. */
    static int numeric(TextPage page, int from) {
        int first = page.digits(from, 9);
        char sign = page.at(first);
        if (first - from > 4 || TextPage.NOTHING == sign) {
            return first - from == 8 ? compact(page, from, first) : TextPage.NONE;
        }
        if (sign == '年' || sign == '月') {
            return chinese(page, from, first);
        }
        if (sign != '-' && sign != '/' && sign != '.') {
            return TextPage.NONE;
        }
        int second = page.digits(first + 1, 3);
        if (second == first + 1 || second - first > 3) {
            return TextPage.NONE;
        }
        int a = page.number(from, first);
        int b = page.number(first + 1, second);
        if (!page.is(second, sign)) {
            // 03/2024 and 2024-03
            boolean month =
                    sign != '.' && first - from == 4 && second - first == 3 && year(a) && month(b);
            if (sign == '/'
                    && day(a, b)
                    && first - from < 3
                    && !page.word(second)
                    && !measured(page, second)
                    && dated(page, from)) {
                return second;
            }
            return month && !page.word(second) ? second : monthAndYear(page, from, first, sign);
        }
        int third = page.digits(second + 1, 4);
        int c = page.number(second + 1, third);
        int digits = third - second - 1;
        boolean yearFirst = first - from == 4 && digits > 0 && digits < 3 && year(a) && day(b, c);
        boolean yearLast =
                first - from < 3
                        && ((digits == 4 && year(c)) || (digits == 2 && sign != '.'))
                        && (day(a, b) || day(b, a));
        if ((!yearFirst && !yearLast)
                || page.digit(third)
                || (page.is(third, sign) && page.digit(third + 1))) {
            return TextPage.NONE;
        }
        return time(page, third);
    }

    /** Whether what is counted follows a number: milligrams, tablets, days. */
    private static boolean measured(TextPage page, int end) {
        int next = page.spaces(end);
        return (English.of(page.key(next, page.letters(next))) & English.MEASURE) != 0;
    }

    /** Whether the word before says that 3/14 is a day. */
    private static boolean dated(TextPage page, int from) {
        for (String word :
                new String[] {"on ", "On ", "since ", "until ", "dated ", "week of ", "Date: "}) {
            if (page.is(from - word.length(), word)) {
                return true;
            }
        }
        return false;
    }

    private static int monthAndYear(TextPage page, int from, int first, char sign) {
        int end = page.digits(first + 1, 5);
        boolean matches =
                sign != '.'
                        && first - from < 3
                        && end - first == 5
                        && month(page.number(from, first))
                        && year(page.number(first + 1, end));
        return matches && !page.word(end) ? end : TextPage.NONE;
    }

    private static int compact(TextPage page, int from, int end) {
        boolean date =
                year(page.number(from, from + 4))
                        && day(page.number(from + 4, from + 6), page.number(from + 6, end))
                        && !page.word(end);
        return date ? end : TextPage.NONE;
    }

    /** 2024年3月1日, 24年3月, 3月1日, 3月1号; a year alone is none. */
    private static int chinese(TextPage page, int from, int first) {
        int at = first;
        boolean year = page.is(at, '年');
        if (year) {
            at = page.spaces(at + 1);
            int month = page.digits(at, 2);
            if (month == at || !page.is(month, '月')) {
                return TextPage.NONE;
            }
            at = month;
        } else if (first - from > 2) {
            return TextPage.NONE;
        }
        int day = page.spaces(at + 1);
        int end = page.digits(day, 2);
        if (end > day && (page.is(end, '日') || page.is(end, '号'))) {
            return time(page, end + 1);
        }
        if (end > day && year && !page.chinese(end)) {
            return end;
        }
        return year ? at + 1 : TextPage.NONE;
    }

    /** The end of a date in Chinese numerals that begins here: 二〇二四年三月一日, 三月一日. */
    static int chineseNumerals(TextPage page, int from) {
        int end = numerals(page, from);
        if (page.is(end, '年')) {
            int month = numerals(page, end + 1);
            if (end - from < 2 || month == end + 1 || !page.is(month, '月')) {
                return TextPage.NONE;
            }
            int day = numerals(page, month + 1);
            boolean whole = day > month + 1 && (page.is(day, '日') || page.is(day, '号'));
            return whole ? day + 1 : month + 1;
        }
        if (!page.is(end, '月') || end - from > 2) {
            return TextPage.NONE;
        }
        int day = numerals(page, end + 1);
        boolean whole = day > end + 1 && (page.is(day, '日') || page.is(day, '号'));
        return whole ? day + 1 : TextPage.NONE;
    }

    private static int numerals(TextPage page, int from) {
        int end = from;
        while (end - from < 5 && NUMERALS.indexOf(page.at(end)) >= 0) {
            end++;
        }
        return end;
    }

    /**
     * The end of a date whose day is the digits here and whose month follows: 3rd of March 2024.
     */
    static int dayFirst(TextPage page, int from) {
        int end = page.digits(from, 3);
        if (end - from > 2 || page.number(from, end) > 31) {
            return TextPage.NONE;
        }
        int month = ordinal(page, end);
        month += page.space(month) || page.is(month, '-') || page.is(month, '/') ? 1 : 0;
        if (page.is(month, "of ")) {
            month += 3;
        }
        int monthEnd = page.letters(month);
        if (monthEnd - month < 3 || (English.of(page.key(month, monthEnd)) & English.MONTH) == 0) {
            return TextPage.NONE;
        }
        int year = year(page, page.is(monthEnd, '.') ? monthEnd + 1 : monthEnd);
        boolean said = month > end + 1; // 2nd of march, and not 5 may
        boolean modal = !said && (page.is(month, "may") || page.is(month, "march"));
        return year != TextPage.NONE ? time(page, year) : modal ? TextPage.NONE : monthEnd;
    }

    /** The end of a date that begins with the name of a month. */
    static int monthFirst(TextPage page, int from, int monthEnd) {
        int at = page.is(monthEnd, '.') ? monthEnd + 1 : monthEnd;
        at += page.space(at) || page.is(at, '-') || page.is(at, '/') ? 1 : 0;
        if (page.is(at, "the ")) {
            at += 4;
        }
        int end = page.digits(at, 5);
        if (end == at || end - at == 3 || end - at == 5) {
            return TextPage.NONE;
        }
        if (end - at == 4) {
            return year(page.number(at, end)) && !page.word(end) ? end : TextPage.NONE;
        }
        int day = ordinal(page, end);
        if ((page.is(day, '-') || page.is(day, '–')) && page.digit(day + 1)) {
            day = ordinal(page, page.digits(day + 1, 2));
        }
        if (page.number(at, end) > 31 || page.word(day)) {
            return TextPage.NONE;
        }
        int year = year(page, day);
        if (year != TextPage.NONE) {
            return time(page, year);
        }
        boolean modal = page.is(from, "may") || page.is(from, "march");
        boolean number =
                page.is(day, '/')
                        || page.is(day, '%')
                        || (page.is(day, '.') && page.digit(day + 1));
        return measured(page, day) || modal || number ? TextPage.NONE : day;
    }

    /** The end of a year that follows the rest of a date, after a comma, a space or a hyphen. */
    private static int year(TextPage page, int from) {
        int at = page.is(from, ',') ? from + 1 : from;
        at = page.is(at, '-') || page.is(at, '/') ? at + 1 : page.spaces(at);
        int end = page.digits(at, 5);
        boolean year =
                at > from
                        && ((end - at == 4 && year(page.number(at, end)))
                                || (end - at == 2 && page.is(at - 1, '-')));
        return year && !page.letter(end) ? end : TextPage.NONE;
    }

    private static int ordinal(TextPage page, int at) {
        boolean suffix =
                page.is(at, "st") || page.is(at, "nd") || page.is(at, "rd") || page.is(at, "th");
        return suffix && !page.letter(at + 2) ? at + 2 : at;
    }

    /** The end of the time of day, if one follows a date; else where the date ends. */
    private static int time(TextPage page, int date) {
        int at = page.is(date, 'T') ? date + 1 : page.spaces(date);
        int hour = page.digits(at, 2);
        int minute = page.digits(hour + 1, 2);
        if (at == date || hour == at || !page.is(hour, ':') || minute - hour != 3) {
            return date;
        }
        int end = minute;
        if (page.is(end, ':') && page.digits(end + 1, 2) == end + 3) {
            end += 3;
            if (page.is(end, '.') && page.digit(end + 1)) {
                end = page.digits(end + 1, 9);
            }
        }
        if (page.is(end, 'Z')) {
            return end + 1;
        }
        if ((page.is(end, '+') || page.is(end, '-')) && page.digits(end + 1, 2) == end + 3) {
            int zone = page.is(end + 3, ':') ? end + 4 : end + 3;
            return page.digits(zone, 2) == zone + 2 ? zone + 2 : end + 3;
        }
        return end;
    }

    static boolean year(int year) {
        return year >= 1850 && year <= 2099;
    }

    private static boolean month(int month) {
        return month >= 1 && month <= 12;
    }

    static boolean day(int month, int day) {
        return month(month) && day >= 1 && day <= 31;
    }
}
