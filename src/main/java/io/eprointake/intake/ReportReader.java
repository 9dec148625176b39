package io.eprointake.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.eprointake.intake.JsonValue.Array;
import io.eprointake.intake.JsonValue.Deep;
import io.eprointake.intake.JsonValue.Field;
import io.eprointake.intake.JsonValue.Fields;
import io.eprointake.intake.JsonValue.Literal;
import io.eprointake.intake.JsonValue.Null;
import io.eprointake.intake.JsonValue.Numeral;
import io.eprointake.intake.JsonValue.Text;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.report.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns bytes into a report, or says why it cannot: they are no JSON object in UTF-8, or do not say
 * which report, study, site and subject. What it says carries positions and lengths, never a word
 * of the body: not even a field's name, which may be anything.
 */
final class ReportReader {

    /** What lies deeper is not looked into. */
    private static final int MAX_DEPTH = 32;

    /** Bytes of the heap for each byte of a report, and for each comma or colon; see memory(). */
    private static final int PER_BYTE = 12;

    private static final int PER_VALUE = 250;

    /** An escape: of a whole pair, of half of one (group 1), or any other. */
    private static final Pattern ESCAPE =
            Pattern.compile(
                    "\\\\(?:u[dD][89abAB]\\p{XDigit}{2}\\\\u[dD][c-fC-F]\\p{XDigit}{2}"
                            + "|(u[dD][89a-fA-F]\\p{XDigit}{2})|.)",
                    Pattern.DOTALL);

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    /**
     * The body's own size is the limit; a phone would send again for ever what one of these
     * refuses.
     */
    private final JsonFactory json =
            JsonFactory.builder()
                    // Names are kept from nobody's report, and names made to collide cost nothing.
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(Integer.MAX_VALUE)
                                    .maxNumberLength(Integer.MAX_VALUE)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxNameLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    /**
     * What reading a report takes of the heap at the most, in bytes; half of it is left when it has
     * been read. Most of that are not its bytes but its values, however short: measured over all
     * that a report may be made of, see the manual.
     */
    static long memory(byte[] body) {
        int values = 0;
        for (byte each : body) {
            if (each == ',' || each == ':') {
                values++;
            }
        }
        return memory(body.length, values);
    }

    static long memory(long bytes, long values) {
        return PER_BYTE * bytes + PER_VALUE * values;
    }

    /**
     * Reads one report.
     *
     * @throws Refused when it cannot be read or identified
     */
    Parsed read(byte[] body) {
        var fields = new ReportFields(parse(body));
        Report report = fields.report();
        return new Parsed(report, fields.digest());
    }

    private Fields parse(byte[] body) {
        try {
            String text = text(body);
            try {
                return parse(text);
            } catch (JsonProcessingException e) {
                String whole = withoutHalves(text);
                if (whole.equals(text)) {
                    throw e;
                }
                return parse(whole);
            }
        } catch (CharacterCodingException e) {
            throw new Refused(Problem.UNREADABLE, "The body is not UTF-8.");
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String where =
                    at == null
                            ? ""
                            : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
            throw new Refused(Problem.UNREADABLE, "The body is not valid JSON" + where + ".");
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of a text in memory
        }
    }

    /** The parser takes half a surrogate pair in a text, but in no name; a NUL is as broken. */
    private static String withoutHalves(String json) {
        return ESCAPE.matcher(json)
                .replaceAll(escape ->
                        Matcher.quoteReplacement(
                                escape.group(1) == null ? escape.group() : "\\u0000"));
    }

    private Fields parse(String text) throws IOException {
        try (JsonParser parser = json.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Refused(Problem.UNREADABLE, "A report is a JSON object.");
            }
            Fields fields = fields(parser, 1);
            if (parser.nextToken() != null) {
                throw new Refused(Problem.UNREADABLE, "Something follows the JSON object.");
            }
            return fields;
        }
    }

    /**
     * Strictly UTF-8: Jackson would guess UTF-16 and UTF-32, and take some malformed bytes for
     * text. A byte-order mark is no part of it (RFC 8259, 8.1).
     */
    private static String text(byte[] body) throws CharacterCodingException {
        boolean marked =
                body.length >= BYTE_ORDER_MARK.length
                        && ByteBuffer.wrap(body, 0, BYTE_ORDER_MARK.length)
                                .equals(ByteBuffer.wrap(BYTE_ORDER_MARK));
        int start = marked ? BYTE_ORDER_MARK.length : 0;
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(body, start, body.length - start))
                .toString();
    }

    private static Fields fields(JsonParser parser, int depth) throws IOException {
        List<Field> fields = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Text name = Text.of(parser.currentName());
            parser.nextToken();
            fields.add(new Field(name, value(parser, depth)));
        }
        return new Fields(fields);
    }

    private static JsonValue value(JsonParser parser, int depth) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> Text.of(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeral(parser.getText());
            case VALUE_TRUE, VALUE_FALSE -> new Literal(parser.getBooleanValue());
            case VALUE_NULL -> new Null();
            case START_OBJECT -> depth < MAX_DEPTH ? fields(parser, depth + 1) : skipped(parser);
            case START_ARRAY -> depth < MAX_DEPTH ? array(parser, depth + 1) : skipped(parser);
            default -> throw new IllegalStateException("no value: " + parser.currentToken());
        };
    }

    private static Array array(JsonParser parser, int depth) throws IOException {
        List<JsonValue> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(parser, depth));
        }
        return new Array(values);
    }

    private static JsonValue skipped(JsonParser parser) throws IOException {
        long tokens = 1;
        for (int open = 1; open > 0; tokens++) {
            JsonToken token = parser.nextToken();
            open += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        }
        return new Deep(tokens);
    }

    /**
     * A report that was read.
     *
     * @param contentSha256 see {@link ContentDigest}
     */
    record Parsed(Report report, String contentSha256) {}
}
