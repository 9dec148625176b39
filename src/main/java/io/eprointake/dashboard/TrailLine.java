package io.eprointake.dashboard;

import static io.eprointake.audit.Act.What.ACCEPTED;
import static io.eprointake.audit.Act.What.ACKNOWLEDGED;
import static io.eprointake.audit.Act.What.AMENDED;
import static io.eprointake.audit.Act.What.CODE_MADE;
import static io.eprointake.audit.Act.What.DEVICE_ACTIVATED;
import static io.eprointake.audit.Act.What.DEVICE_REVOKED;
import static io.eprointake.audit.Act.What.ESCALATED;
import static io.eprointake.audit.Act.What.RELEASED;
import static io.eprointake.audit.Act.What.REPLAYED;
import static io.eprointake.audit.Act.What.SENT_AGAIN;
import static io.eprointake.audit.Act.What.TAKEN_BACK;
import static io.eprointake.audit.Act.What.TOKEN_MADE;
import static io.eprointake.audit.Act.What.TOKEN_REVOKED;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.eprointake.audit.Act.Change;
import io.eprointake.audit.Act.What;
import io.eprointake.audit.TrailEntry;
import io.eprointake.security.Caller;
import io.eprointake.security.May;
import io.eprointake.security.Role;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the audit trail, as much of it as its reader may see. What was done to a subject is
 * on record under the subject's id, which operations do not see; why and what changed may be a
 * patient's words.
 *
 * @param about what it was done to: the id of a report, an alert ({@code alert:17}), a subject, a
 *     device, a token or a delivery
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TrailLine(
        long chain,
        long number,
        Instant at,
        String what,
        String by,
        @Nullable String role,
        @Nullable String study,
        @Nullable String about,
        @Nullable String why,
        @Nullable List<Change> changes) {

    /** Of which the record is never a subject. */
    private static final Set<What> OF_NO_SUBJECT =
            EnumSet.of(
                    ACCEPTED,
                    AMENDED,
                    RELEASED,
                    REPLAYED,
                    ACKNOWLEDGED,
                    TAKEN_BACK,
                    ESCALATED,
                    SENT_AGAIN,
                    CODE_MADE,
                    DEVICE_ACTIVATED,
                    DEVICE_REVOKED,
                    TOKEN_MADE,
                    TOKEN_REVOKED);

    static TrailLine of(TrailEntry entry, Caller caller) {
        Set<What> told = kindsThatSayAboutWhat(caller);
        boolean words = words(caller);
        return new TrailLine(
                entry.place().chain(),
                entry.place().number(),
                entry.place().time(),
                entry.what(),
                entry.by(),
                entry.role(),
                entry.study(),
                told == null || What.of(entry.what()).filter(told::contains).isPresent()
                        ? entry.record()
                        : null,
                words ? entry.why() : null,
                words ? entry.changes() : null);
    }

    /** Whether the caller may read what a patient wrote. */
    static boolean words(Caller caller) {
        return caller.role() == Role.ANALYST && caller.may(May.NARRATIVES);
    }

    /** Of which the caller is told what they are about; null for all. */
    static @Nullable Set<What> kindsThatSayAboutWhat(Caller caller) {
        return caller.role() == Role.ANALYST ? null : OF_NO_SUBJECT;
    }

    /** Neither about what, nor why, nor what changed. */
    @Override
    public String toString() {
        return "TrailLine[" + chain + ":" + number + " " + what + "]";
    }
}
