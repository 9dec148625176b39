package io.eprointake.report;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a report corrects.
 *
 * @param amends the report in whose place it stands; of the same study, site and subject, or it is
 *     none
 * @param reason why, in the words of whoever corrects; null when they gave none
 */
public record Amendment(UUID amends, @Nullable String reason) {

    /** Not the reason, which may be the patient's words. */
    @Override
    public String toString() {
        return "Amendment[" + amends + "]";
    }
}
