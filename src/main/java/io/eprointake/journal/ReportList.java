package io.eprointake.journal;

import io.eprointake.report.ReportState;
import io.eprointake.report.Scope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one of the lists that are offered. Each walks along an index in the order of
 * the list, so a page costs what is in it; of several sites it walks along each, and merges. Where
 * no index is narrow enough and rows are passed over, {@link #look} says how far a page may go at
 * the most.
 *
 * @param walk the rows along the index
 * @param sites along each of which it walks; empty when it does not go by sites
 * @param passingOver what the walk meets and the list does not have; empty when there is nothing
 * @param waiting whether it is in the order of urgency
 * @param parameters of the statements
 */
record ReportList(
        String walk,
        List<String> sites,
        String passingOver,
        boolean waiting,
        Map<String, Object> parameters) {

    /** Some 10 ms of a disk's or a processor's time. */
    static final int MOST_LOOKED_AT = 20_000;

    /**
     * Those of a state, or of all, within a scope. States are written as literals, so that partial
     * indexes serve; they are ours, not the caller's text.
     */
    static ReportList of(@Nullable ReportState state, Scope scope) {
        String ofState = state == null ? "" : " and state = '" + state.word() + "'";
        String passing = new Within(scope).andNotBySite();
        Map<String, Object> given = new HashMap<>(new Within(scope).parameters());
        Set<String> sites = scope.sites();
        return switch (state) {
            case QUARANTINED, ANALYSIS_FAILED ->
                    bySite("(turn, seq) > (:turn, :after)" + ofState, sites, passing, true, given);
            // Not by the index of sites: those of a site that are open may lie far apart.
            case RECEIVED, ANALYZING ->
                    new ReportList(
                            arrived(ofState + " and due_at is not null"),
                            List.of(),
                            (sites == null ? "" : " and site || '' in (:sites)") + passing,
                            false,
                            given);
            case ANALYZED -> bySite(arrived(""), sites, ofState + passing, false, given);
            case null -> bySite(arrived(""), sites, passing, false, given);
        };
    }

    private static String arrived(String which) {
        return "seq > :after and seq <= :until" + which;
    }

    private static ReportList bySite(
            String walk,
            @Nullable Set<String> sites,
            String passingOver,
            boolean waiting,
            Map<String, Object> given) {
        List<String> each = sites == null ? List.of() : List.copyOf(new TreeSet<>(sites));
        given.remove("sites");
        IntStream.range(0, each.size()).forEach(i -> given.put("site" + i, each.get(i)));
        return new ReportList(walk, each, passingOver, waiting, given);
    }

    /** How many rows were looked at, and the last of them; a page goes no further. */
    String look() {
        return "select count(*), max(seq) from (%s) as looked"
                .formatted(merged(which -> which, Integer.toString(MOST_LOOKED_AT)));
    }

    /** A page of it. */
    String page(String columns) {
        if (sites.size() < 2) {
            return "select %s from report where %s%s order by %s limit :limit"
                    .formatted(columns, rowsOf(0), passingOver, order());
        }
        return "select %s from report where seq in (%s) order by %s"
                .formatted(columns, merged(which -> which + passingOver, ":limit"), order());
    }

    /** The numbers of the first rows of all sites together. */
    private String merged(UnaryOperator<String> which, String most) {
        if (sites.size() < 2) {
            return "select seq from report where %s order by %s limit %s"
                    .formatted(which.apply(rowsOf(0)), order(), most);
        }
        return IntStream.range(0, sites.size())
                .mapToObj(i ->
                        "select * from (select seq, turn from report where %s order by %s limit %s) as of_site%d"
                                .formatted(which.apply(rowsOf(i)), order(), most, i))
                .collect(
                        Collectors.joining(
                                " union all ",
                                "select seq from (",
                                ") as merged order by %s limit %s".formatted(order(), most)));
    }

    private String rowsOf(int site) {
        return sites.isEmpty() ? walk : walk + " and site = :site" + site;
    }

    private String order() {
        return waiting ? "turn, seq" : "seq";
    }

    boolean passesOver() {
        return !passingOver.isEmpty() && !waiting;
    }
}
