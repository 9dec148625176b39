package io.eprointake.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.eprointake.alerts.Worklist;
import io.eprointake.study.Compliance;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a study stands, of the sites that are the caller's.
 *
 * @param alerts that wait for an answer, and those that were answered in the last seven days
 * @param waiting reports that wait for a person
 * @param today reports that came today
 * @param compliance of the last seven days, by site; 20 sites at the most
 * @param enrollment the sites' patients against their targets
 * @param actions what can be said to have been done about an alert
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Overview(
        String study,
        Worklist.Counts alerts,
        Waiting waiting,
        Today today,
        List<Compliance.OfSite> compliance,
        List<Enrolled> enrollment,
        List<String> actions) {

    /** Reports that wait for a person, by their state. */
    record Waiting(long quarantined, long analysisFailed) {}

    /**
     * What came since the study's day began, or that of UTC where its file has no time zone.
     *
     * @param reports how many, by their state
     */
    record Today(Instant since, Map<String, Long> reports) {}

    /**
     * A site of the study.
     *
     * @param enrolled its patients, of all studies
     * @param target of this study; null when its file says none
     */
    record Enrolled(String site, long enrolled, @Nullable Integer target) {}
}
