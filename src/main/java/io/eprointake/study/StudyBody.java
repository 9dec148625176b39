package io.eprointake.study;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eprointake.body.BodyReader;
import io.eprointake.body.MemoryBudget;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** The small JSON object by which staff and their systems tell of a subject. */
@Component
@Profile("!analyzer")
final class StudyBody {

    private static final DataSize MOST = DataSize.ofKilobytes(4);

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final BodyReader bodies;

    StudyBody(MemoryBudget memory) {
        this.bodies = new BodyReader(Duration.ofSeconds(10), memory);
    }

    /**
     * @throws Refused when it is none
     */
    JsonNode read(HttpServletRequest request) {
        try (var body = bodies.read(request, MOST)) {
            JsonNode object = JSON.readTree(body.bytes());
            if (object.isObject()) {
                return object;
            }
        } catch (IOException e) {
            // The parser's words quote what it could not read.
        }
        throw new Refused(
                Problem.UNREADABLE, "The body must be one JSON object in UTF-8, each field once.");
    }
}
