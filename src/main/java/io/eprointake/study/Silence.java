package io.eprointake.study;

import io.eprointake.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Who sends nothing any more. */
@Component
@Profile("!analyzer")
public class Silence {

    private final Store store;
    private final Studies studies;

    public Silence(Store store, Studies studies) {
        this.store = store;
        this.studies = studies;
    }

    /**
     * The subjects that have sent nothing for longer than their study lets them be silent, those
     * for the longest time first. Not those that have not started or were withdrawn, and none of a
     * study that never asks. Whatever came counts, also what is quarantined or was corrected. Not
     * those of whom there is an alert for that already.
     *
     * @throws io.eprointake.store.StoreRefusal when it cannot be read now
     */
    public List<Silent> silent(Instant now, int limit) {
        List<Silent> silent = new ArrayList<>();
        for (Study study : studies.all()) {
            if (study.silentAfter() != null) {
                Instant before = now.minus(study.silentAfter());
                silent.addAll(
                        store.read(reading ->
                                Received.silent(
                                        reading,
                                        study.study(),
                                        before,
                                        now,
                                        limit,
                                        (row, n) ->
                                                new Silent(
                                                        row.getString(1),
                                                        row.getString(2),
                                                        row.getString(3),
                                                        Instant.ofEpochMilli(row.getLong(4))))));
            }
        }
        silent.sort(Comparator.comparing(Silent::silentSince));
        return silent.size() <= limit ? silent : List.copyOf(silent.subList(0, limit));
    }

    /**
     * A subject that is silent.
     *
     * @param silentSince when its last report came, or when it started, if that was later
     */
    public record Silent(String study, String site, String subject, Instant silentSince) {

        @Override
        public String toString() {
            return "Silent[" + study + ", " + site + "]";
        }
    }
}
