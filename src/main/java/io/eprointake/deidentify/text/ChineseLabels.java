package io.eprointake.deidentify.text;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Values that the Chinese words before them make identifiers. */
final class ChineseLabels {

    private static final Set<Chinese.Cue> NAMES =
            EnumSet.of(Chinese.Cue.NAME, Chinese.Cue.PERHAPS_NAME, Chinese.Cue.RELATIVE);

    private ChineseLabels() {}

    /** Tries what stands after a cue that ends here. */
    static int after(Cursor page, int end, Chinese.Cue cue) {
        if (NAMES.contains(cue)) {
            return ChineseNames.after(page, end, cue);
        }
        if (cue == Chinese.Cue.ADDRESS) {
            return ChineseAddresses.after(page, end);
        }
        int at = end;
        while (at - end < 6 && Links.in(page.at(at), " :号码是为#/.\u3000\u00a0(（卡证no")) {
            at++;
        }
        int stop =
                switch (cue) {
                    case RESIDENT_ID -> resident(page, at);
                    case PASSPORT -> EnglishLabels.token(page, at, 7, 6);
                    case BANK_CARD -> card(page, at);
                    case MESSENGER -> messenger(page, at);
                    case PHONE -> phone(page, at);
                    case RECORD_NUMBER -> EnglishLabels.token(page, at, 4, 3);
                    case POSTCODE -> page.digits(at, 7) == at + 6 ? at + 6 : Cursor.NONE;
                    case NAME, PERHAPS_NAME, RELATIVE, ADDRESS -> Cursor.NONE;
                };
        Kind kind = kind(cue);
        if (stop != Cursor.NONE && kind != null) {
            page.take(cue == Chinese.Cue.PHONE ? whose(page, at) : at, stop, kind);
        }
        return stop;
    }

    private static int phone(Cursor page, int at) {
        int number = whose(page, at);
        int end = Phones.said(page, number);
        return Links.in(page.at(end), "单万个毫元") ? Cursor.NONE : end;
    }

    /** Past words of whose number it is, or where: 拨打她女儿的62345678, 电话（家）62345678. */
    private static int whose(Cursor page, int at) {
        int number = at;
        while (number - at < 10 && !page.digit(number)) {
            if (!page.chinese(number) && !Links.in(page.at(number), "()（）:： ")) {
                return at;
            }
            number++;
        }
        return page.digit(number) ? number : at;
    }

    private static int resident(Cursor page, int at) {
        int eighteen = Numbers.residentId(page, at);
        if (eighteen != Cursor.NONE) {
            return eighteen;
        }
        return EnglishLabels.token(page, at, 8, 7);
    }

    private static int card(Cursor page, int at) {
        int grouped = Numbers.card(page, at, 12);
        int end = page.digits(at, 20);
        return grouped != Cursor.NONE
                ? grouped
                : end - at >= 12 && end - at < 20 ? end : Cursor.NONE;
    }

    private static int messenger(Cursor page, int at) {
        int digits = page.digits(at, 13);
        boolean account = digits - at >= 5 && digits - at < 13 && !page.word(digits);
        return account ? digits : EnglishLabels.handle(page, at);
    }

    private static @Nullable Kind kind(Chinese.Cue cue) {
        return switch (cue) {
            case RESIDENT_ID -> Kind.RESIDENT_ID;
            case PASSPORT -> Kind.PASSPORT;
            case BANK_CARD -> Kind.BANK_CARD;
            case MESSENGER -> Kind.MESSENGER;
            case PHONE -> Kind.PHONE;
            case RECORD_NUMBER -> Kind.RECORD_NUMBER;
            case POSTCODE -> Kind.ADDRESS;
            case NAME, PERHAPS_NAME, RELATIVE, ADDRESS -> null;
        };
    }
}
