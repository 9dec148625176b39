package io.eprointake.deidentify.suggest;

import io.eprointake.deidentify.rules.Dates;
import java.util.regex.Pattern;

/** What a value looks like. One value may have several. */
enum Shape {
    UUID("\\p{XDigit}{8}-(?:\\p{XDigit}{4}-){3}\\p{XDigit}{12}"),
    /** A day, as the run reads it without being told how it is written. */
    DATE("[12]\\d{3}\\D?.{3,}") {
        @Override
        boolean fits(String value) {
            return super.fits(value) && Dates.in(null).date(value) != null;
        }
    },
    YEAR("[12]\\d{3}(?:[-/.](?:0?[1-9]|1[0-2]))?"),
    /** Day and month in either order, then the year. */
    DAY_OR_MONTH_FIRST("\\d{1,2}([-/.])\\d{1,2}\\1\\d{4}"),
    NUMBER("[-+]?\\d{1,15}(?:\\.\\d+)?(?:[eE][-+]?\\d{1,3})?"),
    AGE("\\d{1,3}(?:\\.\\d+)?\\s*(?:years?|yrs?|y/?o|岁|周岁)?"),
    /** American, or Chinese. */
    POSTCODE("\\d{5}(?:-?\\d{4})?|\\d{6}"),
    FLAG("(?i)[01yn]|yes|no|true|false|是|否|有|无"),
    /** One word that no two people would choose: long, and of letters and digits. */
    OPAQUE("(?=.*\\d)(?=.*\\p{L})[\\p{L}\\d_-]{8,64}");

    private final Pattern pattern;

    Shape(String regex) {
        this.pattern = Pattern.compile(regex);
    }

    boolean fits(String value) {
        return pattern.matcher(value).matches();
    }
}
