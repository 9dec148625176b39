package io.eprointake.study;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Where a page of subjects goes on. */
record Place(String site, String study, String subject) {

    static Place of(Registration last) {
        return new Place(last.site(), last.study(), last.subject());
    }

    /**
     * What a caller gives back.
     *
     * @throws Refused when it is none
     */
    static @Nullable Place read(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), UTF_8).split("\n", -1);
            if (parts.length == 3 && text.indexOf('\0') < 0) {
                return new Place(parts[0], parts[1], parts[2]);
            }
        } catch (IllegalArgumentException e) {
            // As below.
        }
        throw new Refused(Problem.INVALID_PARAMETER, "after must be a page's next.");
    }

    /** As callers are given it; it is no text that anybody reads. */
    String written() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(String.join("\n", site, study, subject).getBytes(UTF_8));
    }

    @Override
    public String toString() {
        return "Place[redacted]";
    }
}
