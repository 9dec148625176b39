package io.eprointake.study;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.eprointake.report.PlainText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a study wants, as its file says. What a file leaves out, and a study without a file, has the
 * defaults.
 *
 * @param study its id, as reports name it
 * @param sites the sites that take part; empty when the file says nothing of them
 * @param answering how its alerts are answered
 * @param recipients who is told of what, and how
 */
public record Study(
        String study, List<Site> sites, Answering answering, List<Recipient> recipients) {

    @JsonCreator
    public Study {
        if (study == null || study.isBlank() || !PlainText.of(study).equals(study)) {
            throw new IllegalArgumentException("study: must be the study's id, as reports name it");
        }
        sites = sites == null ? List.of() : List.copyOf(sites);
        answering = answering == null ? Answering.USUAL : answering;
        recipients = recipients == null ? List.of() : List.copyOf(recipients);
        Names.distinct("sites", sites, Site::site);
        Names.distinct("recipients", recipients, Recipient::name);
        for (Recipient recipient : recipients) {
            if (!answering.roles().contains(recipient.role())) {
                throw new IllegalArgumentException(
                        "recipients: %s has the role %s, which is none of answering.roles %s"
                                .formatted(recipient.name(), recipient.role(), answering.roles()));
            }
        }
    }

    /** One that has no file. */
    static Study usual(String study) {
        return new Study(study, List.of(), Answering.USUAL, List.of());
    }

    /**
     * A site that takes part.
     *
     * @param target how many patients it is to enroll; null when nothing is said
     */
    public record Site(String site, @Nullable Integer target) {

        @JsonCreator
        public Site {
            if (site == null || site.isBlank() || !PlainText.of(site).equals(site)) {
                throw new IllegalArgumentException(
                        "site: must be the site's id, as reports name it");
            }
            if (target != null && target < 0) {
                throw new IllegalArgumentException("target: must be 0 or more");
            }
        }
    }
}
