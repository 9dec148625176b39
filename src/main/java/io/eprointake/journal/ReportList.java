package io.eprointake.journal;

import io.eprointake.report.ReportState;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one of the lists that are offered. Each walks along an index in the order of
 * the list, so a page costs what is in it. Where no index is narrow enough and rows are passed
 * over, {@link #look} says how far a page may go at the most.
 *
 * @param walk the rows along the index
 * @param passingOver what the walk meets and the list does not have; empty when there is nothing
 */
record ReportList(String walk, String passingOver, boolean waiting) {

    /** Some 10 ms of a disk's or a processor's time. */
    static final int MOST_LOOKED_AT = 20_000;

    /**
     * Those of a state, a site, both or neither. States are written as literals, so that partial
     * indexes serve; they are ours, not the caller's text.
     */
    static ReportList of(@Nullable ReportState state, @Nullable String site) {
        String ofState = state == null ? "" : " and state = '" + state.word() + "'";
        String ofSite = site == null ? "" : " and site = :site";
        return switch (state) {
            case QUARANTINED, ANALYSIS_FAILED ->
                    new ReportList("(turn, seq) > (:turn, :after)" + ofState + ofSite, "", true);
            // Not by the index of sites: those of a site that are open may lie far apart.
            case RECEIVED, ANALYZING ->
                    new ReportList(
                            arrived(ofState + " and due_at is not null"),
                            site == null ? "" : " and site || '' = :site",
                            false);
            case ANALYZED -> new ReportList(arrived(ofSite), ofState, false);
            case null -> new ReportList(arrived(ofSite), "", false);
        };
    }

    private static String arrived(String which) {
        return "seq > :after and seq <= :until" + which;
    }

    /** How many rows were looked at, and the last of them; a page goes no further. */
    String look() {
        return "select count(*), max(seq) from (select seq from report where %s order by seq limit %d) as looked"
                .formatted(walk, MOST_LOOKED_AT);
    }

    /** A page of it. */
    String page(String columns) {
        return "select %s from report where %s%s order by %s limit :limit"
                .formatted(columns, walk, passingOver, waiting ? "turn, seq" : "seq");
    }

    boolean passesOver() {
        return !passingOver.isEmpty();
    }
}
