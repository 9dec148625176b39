package io.eprointake.enrollment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.report.Scope;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.util.DigestUtils;

/** The answer to a poll, written once for each state of the count that is asked for. */
@Component
@Profile("!analyzer")
class EnrollmentDocument {

    private final Enrollment enrollment;
    private final ObjectMapper json;
    private volatile @Nullable Written latest;

    EnrollmentDocument(Enrollment enrollment, ObjectMapper json) {
        this.enrollment = enrollment;
        this.json = json;
    }

    /** At least as new as the call. */
    ResponseEntity<byte[]> latest() {
        long wanted = enrollment.version();
        Written known = latest;
        return known != null && known.version >= wanted ? known.answer : write(wanted);
    }

    /** Of some sites only; nothing in it tells of the others. */
    ResponseEntity<byte[]> within(Scope scope) {
        return write(enrollment.snapshot().within(scope)).answer;
    }

    /** One writes, and whoever waited for it takes what it wrote, unless that is too old. */
    private synchronized ResponseEntity<byte[]> write(long wanted) {
        Written known = latest;
        if (known == null || known.version < wanted) {
            known = write(enrollment.snapshot());
            latest = known;
        }
        return known.answer;
    }

    private Written write(Enrollment.Snapshot snapshot) {
        try {
            byte[] body = json.writeValueAsBytes(snapshot);
            return new Written(
                    snapshot.version(),
                    ResponseEntity.ok()
                            .contentType(MediaType.APPLICATION_JSON)
                            .cacheControl(CacheControl.noCache())
                            .header(
                                    HttpHeaders.LINK,
                                    "</enrollment/reconciliation>; rel=\"related\"")
                            .eTag(DigestUtils.md5DigestAsHex(body))
                            .body(body));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Written(long version, ResponseEntity<byte[]> answer) {}
}
