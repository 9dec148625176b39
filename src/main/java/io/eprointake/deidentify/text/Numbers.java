package io.eprointake.deidentify.text;

/** Dates and addresses that begin with a digit. */
final class Numbers {

    private Numbers() {}

    /** Reads the number here and takes it if it identifies. Its end, or the end of its digits. */
    static int read(TextPage page, int from) {
        int digits = page.digits(from, Integer.MAX_VALUE);
        int length = digits - from;
        int end = take(page, from, DatesInText.numeric(page, from));
        if (end == TextPage.NONE && length <= 2) {
            end = take(page, from, DatesInText.dayFirst(page, from));
        }
        if (end == TextPage.NONE && length <= 5) {
            end = EnglishAddresses.street(page, from, digits);
        }
        if (end == TextPage.NONE && length <= 3) {
            end = ChineseAddresses.building(page, from, digits);
        }
        return end == TextPage.NONE ? digits : end;
    }

    private static int take(TextPage page, int from, int end) {
        if (end != TextPage.NONE) {
            page.take(from, end, Kind.DATE);
        }
        return end;
    }
}
