package io.eprointake.deidentify.suggest;

import io.eprointake.deidentify.rules.Age;
import io.eprointake.deidentify.rules.DateSpelling;
import io.eprointake.deidentify.rules.Postcode;
import java.util.regex.Pattern;

/** What a value looks like. One value may have several. */
enum Shape {
    UUID("\\p{XDigit}{8}-(?:\\p{XDigit}{4}-){3}\\p{XDigit}{12}"),
    /** A day, as the run reads it without being told how it is written. */
    DATE("[12]\\d{3}\\D?.{3,}") {
        @Override
        boolean fits(String value) {
            return super.fits(value) && DateSpelling.in(null).date(value) != null;
        }
    },
    YEAR("[12]\\d{3}.*") {
        @Override
        boolean fits(String value) {
            return DateSpelling.isYear(value);
        }
    },
    /** Day and month in either order, then the year. */
    DAY_OR_MONTH_FIRST("\\d{1,2}([-/.])\\d{1,2}\\1\\d{4}"),
    /** A day whose month is written as an English word, with a year of four digits. */
    MONTH_NAMED(NamedMonths.LOOK) {
        @Override
        boolean fits(String value) {
            return super.fits(value) && NamedMonths.read(value);
        }
    },
    NUMBER("[-+]?\\d{1,15}(?:\\.\\d+)?(?:[eE][-+]?\\d{1,3})?"),
    AGE("\\d{1,3}.*") {
        @Override
        boolean fits(String value) {
            return Age.read(value) != null;
        }
    },
    /** American, or Chinese. */
    POSTCODE("\\d{5,9}|\\d{5}-\\d{4}") {
        @Override
        boolean fits(String value) {
            return Postcode.isZip(value) || Postcode.isChinese(value);
        }
    },
    /** A point of a scale, or yes and no: whatever was asked, it tells nobody's age or number. */
    ANSWER("(?i)\\d|10|[yn]|yes|no|true|false|是|否|有|无"),
    FLAG("(?i)[01yn]|yes|no|true|false|是|否|有|无"),
    /** One word that no two people would choose: long, and of letters and digits. */
    OPAQUE("(?=.*\\d)(?=.*\\p{L})[\\p{L}\\d_-]{8,64}"),
    /** The same, where it is not words and short numbers, as {@code week_4_arm_1}. */
    ODD(
            "(?!(?:\\p{L}+\\d{0,2})(?:_(?:\\p{L}+\\d{0,2}|\\d{1,3}))*$)"
                    + "(?=.*\\d)(?=.*\\p{L})[\\p{L}\\d_-]{8,64}"),
    /** As numbers of persons and of records are, and those of visits are not. */
    LONG_NUMBER(".*\\d{5}.*");

    private final Pattern pattern;

    Shape(String regex) {
        this.pattern = Pattern.compile(regex);
    }

    boolean fits(String value) {
        return pattern.matcher(value).matches();
    }
}
