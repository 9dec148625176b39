package io.eprointake.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What somebody did, to be told in the transaction that does it.
 *
 * @param study whose key closes what may hold a patient's words; null when there is none
 * @param record the id of what it was done to
 * @param bodySha256 of {@code report.body} as it is stored, for an accepted report
 * @param why as the actor said it
 */
public record Act(
        What what,
        Actor actor,
        @Nullable String study,
        @Nullable String record,
        byte @Nullable [] bodySha256,
        @Nullable String why,
        List<Change> changes) {

    public Act(
            What what,
            Actor actor,
            @Nullable String study,
            @Nullable String record,
            Change... changes) {
        this(what, actor, study, record, null, null, List.of(changes));
    }

    /**
     * A report that was accepted.
     *
     * @param body as it is stored
     */
    public static Act accepted(Actor actor, String study, String report, byte[] body) {
        byte[] digest = Entry.sha256(body);
        return new Act(What.ACCEPTED, actor, study, report, digest, null, List.of());
    }

    /** Neither why nor what changed: both may hold a patient's words. */
    @Override
    public String toString() {
        return "Act[" + what + " " + record + "]";
    }

    /**
     * A field that has another value now.
     *
     * @param before null when it had none
     * @param now null when it has none
     */
    public record Change(
            String field,
            @JsonProperty("old") @Nullable String before,
            @JsonProperty("new") @Nullable String now) {

        @Override
        public String toString() {
            return "Change[" + field + "]";
        }
    }

    /** The kinds of acts. */
    public enum What {
        STARTED,
        STOPPED,
        /** Where other chains stand: each is a change, {@code anchor}. */
        LINKED,
        ACCEPTED,
        /** A report was corrected, which stays as it was: what its correction answers otherwise. */
        AMENDED,
        READ,
        RELEASED,
        /** Somebody said what they did about an alert, or took that back. */
        ACKNOWLEDGED,
        TAKEN_BACK,
        /** Nobody answered an alert in time: a further role is told. */
        ESCALATED,
        REPLAYED,
        CODE_MADE,
        DEVICE_ACTIVATED,
        DEVICE_REVOKED,
        TOKEN_MADE,
        TOKEN_REVOKED,
        /** Somebody signed in at the page, or out. */
        SIGNED_IN,
        SIGNED_OUT,
        /** A notice was put back in line. */
        SENT_AGAIN,
        /** A subject takes part, or something of it is another now. */
        REGISTERED,
        /** Why nothing was expected of a subject. */
        EXCUSED,
        REFUSED,
        /** Entries of this trail were given out: by which filter is a change each. */
        EXPORTED;

        /** As it is stored. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The kind of exactly this word. */
        public static Optional<What> of(String word) {
            return Arrays.stream(values()).filter(what -> what.word().equals(word)).findFirst();
        }
    }
}
