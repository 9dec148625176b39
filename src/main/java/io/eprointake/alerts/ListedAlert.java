package io.eprointake.alerts;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An alert with whose it is and what was done about it.
 *
 * @param reportId the report that raised it; null when the subject is silent
 * @param silentSince when a silent subject was last heard of; else null
 * @param answerBy the study's limit; null when it waits for no answer and never had one
 * @param place where a list goes on behind it
 */
record ListedAlert(
        RaisedAlert raised,
        String study,
        String site,
        String subject,
        @Nullable UUID reportId,
        @Nullable Instant silentSince,
        Standing standing,
        @Nullable Instant answerBy,
        List<Answer> answers,
        Place place) {

    ListedAlert with(List<Answer> its) {
        return new ListedAlert(
                raised,
                study,
                site,
                subject,
                reportId,
                silentSince,
                standing,
                answerBy,
                its,
                place);
    }

    @Override
    public String toString() {
        return "ListedAlert[" + raised.id() + "]";
    }

    /**
     * A place in a list of alerts.
     *
     * @param first what the list is ordered by: when alerts are to be answered, or the answers'
     *     order
     * @param id of the alert, where the first is the same
     */
    record Place(long first, long id) {}
}
