package io.eprointake.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.report.Report;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Turns bytes into a report, or says why it cannot. What it says carries positions and lengths,
 * never a word of the body: not even a field's name, which may be anything.
 */
final class ReportReader {

    private static final int MAX_DEPTH = 8;

    private final JsonMapper mapper =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MAX_DEPTH)
                                                    .maxNumberLength(32)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
                    .build();

    /**
     * Reads one report.
     *
     * @throws Refused when it cannot be read or identified
     */
    Parsed read(byte[] body) {
        JsonNode tree = parse(body);
        return new Parsed(new ReportFields(tree).report(), body, sha256(tree));
    }

    private JsonNode parse(byte[] body) {
        try {
            // Strictly UTF-8: Jackson would guess UTF-16 and UTF-32, and take some malformed bytes
            // for text.
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            return mapper.readTree(text);
        } catch (CharacterCodingException e) {
            throw new Refused(Problem.UNREADABLE, "The body is not UTF-8.");
        } catch (StreamConstraintsException e) {
            throw new Refused(
                    Problem.UNREADABLE,
                    "It is nested deeper than "
                            + MAX_DEPTH
                            + " levels, or a number or name is too long.");
        } catch (ArithmeticException | NumberFormatException e) {
            throw new Refused(Problem.UNREADABLE, "A number is out of every range.");
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String where =
                    at == null
                            ? ""
                            : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
            throw new Refused(Problem.UNREADABLE, "The body is not valid JSON" + where + ".");
        }
    }

    /**
     * Over the content with its fields in order and without white space, so that a phone which
     * writes the same report again in another layout is not told of a conflict.
     */
    private String sha256(JsonNode tree) {
        try {
            byte[] canonical = mapper.writeValueAsBytes(tree);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("cannot digest a report", e);
        }
    }

    /**
     * A report that was read.
     *
     * @param body what it was read from
     * @param contentSha256 lower-case hex
     */
    record Parsed(Report report, byte[] body, String contentSha256) {}
}
