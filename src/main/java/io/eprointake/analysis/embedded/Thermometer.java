package io.eprointake.analysis.embedded;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads body temperatures: "101.8", "38,4 C", "三十八度八", "38度5". */
final class Thermometer {

    private static final Pattern NUMBER =
            Pattern.compile(
                    "(?<![\\d.,/:-])(\\d{2,3})(?:(?:[.,]|度)(\\d)\\d?)?(?![\\d/:-]|[.,]\\d|%)");
    private static final Pattern CHINESE =
            Pattern.compile("([三四])十([一二三四五六七八九])?(?:度|点|度点)([一二三四五六七八九半])?");
    private static final Pattern BODY =
            Pattern.compile(
                    "(?i)temp|thermom|fever|degree|\\bburning\\b|forehead|\\bear\\b|armpit|°|℃|℉|\\b(?:9[6-9]|10[0-7])[.,]\\d|\\b3[5-9][.,]\\d|\\b40[.,]\\d|烧|热|体温|量|额|耳温|腋|度|枪");
    private static final Pattern NO_BODY =
            Pattern.compile(
                    "(?i)outside|weather|shade|oven|water|bath|room|boiler|sunn|forecast|fridge|kg|kilo|stone|lbs|\\bmg\\b|mmol|year|pulse|\\bbpm\\b|室外|外面|天气|气温|预报|烤箱|水温|房间|空调|公斤|斤|岁|米|块|元|血压|心率|脉搏");
    private static final Pattern LESS =
            Pattern.compile(
                    "(?i)(?:under|below|less than|lower than|<|(?:not|never|nt) (?:over|above)|不到|低于|没到|没超过|不超过|以下)\\s*$");
    private static final String NUMERALS = "一二三四五六七八九";

    private Thermometer() {}

    /** In degrees Celsius; empty when the clause gives none. */
    static OptionalDouble celsius(String clause) {
        if (!BODY.matcher(clause).find() || NO_BODY.matcher(clause).find()) {
            return OptionalDouble.empty();
        }
        OptionalDouble most = OptionalDouble.empty();
        Matcher number = NUMBER.matcher(clause);
        while (number.find()) {
            double value =
                    Integer.parseInt(number.group(1))
                            + (number.group(2) == null
                                    ? 0
                                    : (number.group(2).charAt(0) - '0') / 10.0);
            boolean less = LESS.matcher(clause.substring(0, number.start())).find();
            double celsius = value >= 94 && value <= 110 ? (value - 32) / 1.8 : value;
            most = hotter(most, less ? celsius - 1 : celsius);
        }
        Matcher written = CHINESE.matcher(clause);
        while (written.find()) {
            double value = (written.group(1).equals("三") ? 30 : 40) + numeral(written.group(2));
            boolean half = "半".equals(written.group(3));
            most = hotter(most, value + (half ? 5 : numeral(written.group(3))) / 10.0);
        }
        return most;
    }

    private static int numeral(@org.jspecify.annotations.Nullable String digit) {
        return digit == null ? 0 : NUMERALS.indexOf(digit) + 1;
    }

    private static OptionalDouble hotter(OptionalDouble most, double value) {
        boolean body = value >= 34 && value <= 43 && (most.isEmpty() || value > most.getAsDouble());
        return body ? OptionalDouble.of(value) : most;
    }
}
