package io.eprointake.study;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a study's alerts are answered. Published programmes let staff answer within 48 hours (UAB
 * remote symptom monitoring) to 72 (PRO-TECT, NCT03249090); what cannot wait has a limit of its
 * own.
 *
 * @param within how long an alert may wait for an answer, before the next role is told
 * @param redFlagsWithin the same, of a red flag
 * @param roles who is told: the first when an alert is raised, each further one when it waited for
 *     once more its limit
 * @param actions what somebody can have done about an alert
 */
public record Answering(
        Duration within, Duration redFlagsWithin, List<String> roles, List<String> actions) {

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final int MOST = 40;

    /** What holds when a study says nothing else. */
    static final Answering USUAL = new Answering(null, null, null, null);

    @JsonCreator
    public Answering(
            @Nullable Duration within,
            @Nullable Duration redFlagsWithin,
            @Nullable List<String> roles,
            @Nullable List<String> actions) {
        this.within = limit("within", within, Duration.ofDays(2));
        this.redFlagsWithin = limit("red_flags_within", redFlagsWithin, Duration.ofHours(4));
        this.roles = words("roles", roles, List.of("site", "investigator", "sponsor"));
        this.actions =
                words(
                        "actions",
                        actions,
                        List.of(
                                "called_patient",
                                "advised",
                                "dose_changed",
                                "referred",
                                "emergency",
                                "no_action",
                                "duplicate"));
    }

    /** How long an alert may wait before the next role is told. */
    public Duration limit(boolean redFlag) {
        return redFlag ? redFlagsWithin : within;
    }

    /** How often an alert that nobody answers is told to a further role. */
    public int escalations() {
        return roles.size() - 1;
    }

    private static Duration limit(String key, @Nullable Duration limit, Duration usual) {
        Duration its = limit == null ? usual : limit;
        if (its.compareTo(SHORTEST) < 0 || its.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(key + ": must be from 1 minute to 365 days");
        }
        return its;
    }

    private static List<String> words(
            String key, @Nullable List<String> words, List<String> usual) {
        List<String> its = words == null ? usual : List.copyOf(words);
        if (its.isEmpty() || its.size() > MOST) {
            throw new IllegalArgumentException(key + ": must be from 1 to " + MOST);
        }
        its.forEach(word -> Names.word(key, word));
        Names.distinct(key, its, Function.identity());
        return its;
    }
}
