package io.eprointake.intake;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A JSON value as a phone sent it, whichever it is. */
sealed interface JsonValue {

    /** The text of RFC 8785, the JSON Canonicalization Scheme. */
    String canonical();

    /** Every text in it. */
    default Stream<String> texts() {
        return Stream.of();
    }

    /** The one value that a list of one holds; else itself. */
    default JsonValue single() {
        return this;
    }

    /** Whether a NUL, or half of a character, was in a text of it. */
    default boolean broken() {
        return false;
    }

    /** Whether something in it lies deeper than is looked into. */
    default boolean tooDeep() {
        return false;
    }

    /**
     * A text.
     *
     * @param text with U+FFFD for each NUL and each half of a surrogate pair, which no store that
     *     we write to takes
     */
    record Text(String text, boolean broken) implements JsonValue {

        static Text of(String sent) {
            StringBuilder whole = null;
            for (int i = 0; i < sent.length(); i++) {
                char c = sent.charAt(i);
                if (Character.isHighSurrogate(c)
                        && i + 1 < sent.length()
                        && Character.isLowSurrogate(sent.charAt(i + 1))) {
                    i++;
                } else if (c == 0 || Character.isSurrogate(c)) {
                    whole = whole == null ? new StringBuilder(sent) : whole;
                    whole.setCharAt(i, '\ufffd');
                }
            }
            return new Text(whole == null ? sent : whole.toString(), whole != null);
        }

        @Override
        public String canonical() {
            var quoted = new StringBuilder(text.length() + 2);
            quote(text, quoted);
            return quoted.toString();
        }

        /** Appends a text as {@link #canonical} has it. */
        static void quote(String text, StringBuilder into) {
            into.append('"');
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                switch (c) {
                    case '"', '\\' -> into.append('\\').append(c);
                    case '\b' -> into.append("\\b");
                    case '\t' -> into.append("\\t");
                    case '\n' -> into.append("\\n");
                    case '\f' -> into.append("\\f");
                    case '\r' -> into.append("\\r");
                    default -> {
                        if (c < ' ') {
                            into.append("\\u%04x".formatted((int) c));
                        } else {
                            into.append(c);
                        }
                    }
                }
            }
            into.append('"');
        }

        @Override
        public Stream<String> texts() {
            return Stream.of(text);
        }

        @Override
        public String toString() {
            return "Text[" + text.length() + " chars]";
        }
    }

    /** A number as it was written. */
    record Numeral(String written) implements JsonValue {

        /** ECMAScript's shortest form of the double; as written where no double is as large. */
        @Override
        public String canonical() {
            double value = Double.parseDouble(written);
            if (Double.isInfinite(value)) {
                return written;
            }
            if (value == 0) {
                return "0";
            }
            var shortest = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
            String digits = shortest.unscaledValue().toString();
            return (value < 0 ? "-" : "") + placed(digits, digits.length() - shortest.scale());
        }

        /**
         * @param point how many digits stand before the point
         */
        private static String placed(String digits, int point) {
            if (point > 21 || point <= -6) {
                int exponent = point - 1;
                String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
                return digits.charAt(0)
                        + fraction
                        + (exponent < 0 ? "e-" : "e+")
                        + Math.abs(exponent);
            }
            if (point <= 0) {
                return "0." + "0".repeat(-point) + digits;
            }
            return point >= digits.length()
                    ? digits + "0".repeat(point - digits.length())
                    : digits.substring(0, point) + "." + digits.substring(point);
        }

        @Override
        public String toString() {
            return "Numeral[redacted]";
        }
    }

    /** True or false. */
    record Literal(boolean value) implements JsonValue {

        @Override
        public String canonical() {
            return Boolean.toString(value);
        }

        @Override
        public String toString() {
            return "Literal[redacted]";
        }
    }

    record Null() implements JsonValue {

        @Override
        public String canonical() {
            return "null";
        }
    }

    /** What lies deeper than is looked into. */
    record Deep(long tokens) implements JsonValue {

        @Override
        public String canonical() {
            return "\"" + tokens + " tokens\"";
        }

        @Override
        public boolean tooDeep() {
            return true;
        }
    }

    record Array(List<JsonValue> values) implements JsonValue {

        @Override
        public boolean broken() {
            return values.stream().anyMatch(JsonValue::broken);
        }

        @Override
        public boolean tooDeep() {
            return values.stream().anyMatch(JsonValue::tooDeep);
        }

        @Override
        public String canonical() {
            return values.stream()
                    .map(JsonValue::canonical)
                    .collect(Collectors.joining(",", "[", "]"));
        }

        @Override
        public Stream<String> texts() {
            return values.stream().flatMap(JsonValue::texts);
        }

        @Override
        public JsonValue single() {
            JsonValue only = values.size() == 1 ? values.getFirst() : this;
            return only instanceof Text || only instanceof Numeral ? only : this;
        }

        @Override
        public String toString() {
            return "Array[" + values.size() + "]";
        }
    }

    /**
     * An object.
     *
     * @param fields in the order sent, also those of a name that came before
     */
    record Fields(List<Field> fields) implements JsonValue {

        @Override
        public boolean broken() {
            return fields.stream().anyMatch(field -> field.name.broken || field.value.broken());
        }

        @Override
        public boolean tooDeep() {
            return fields.stream().anyMatch(field -> field.value.tooDeep());
        }

        /** Sorted by name, as the names' UTF-16 code units are. */
        @Override
        public String canonical() {
            return fields.stream()
                    .sorted(Comparator.comparing(field -> field.name.text))
                    .map(field -> field.name.canonical() + ":" + field.value.canonical())
                    .collect(Collectors.joining(",", "{", "}"));
        }

        @Override
        public Stream<String> texts() {
            return fields.stream().flatMap(field -> field.value.texts());
        }

        @Override
        public String toString() {
            return "Fields[" + fields.size() + "]";
        }
    }

    record Field(Text name, JsonValue value) {

        @Override
        public String toString() {
            return "Field[redacted]";
        }
    }
}
