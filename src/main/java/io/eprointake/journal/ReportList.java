package io.eprointake.journal;

import io.eprointake.report.ReportState;
import io.eprointake.report.Scope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one of the lists that are offered. Each walks along an index in the order of
 * the list, so a page costs what is in it; of several sites it walks along each, and merges. Where
 * no index is narrow enough and rows are passed over, {@link #look} says how far a page may go at
 * the most.
 *
 * @param along the table along which it walks
 * @param walk the rows along the index
 * @param sites along each of which it walks; empty when it does not go by sites
 * @param passingOver what the walk meets and the list does not have; empty when there is nothing
 * @param waiting whether it is in the order of urgency
 * @param parameters of the statements
 */
record ReportList(
        Along along,
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
        String passing = new Within(scope).andNotBySite();
        Map<String, Object> given = new HashMap<>(new Within(scope).parameters());
        Set<String> sites = scope.sites();
        return switch (state) {
            case QUARANTINED, ANALYSIS_FAILED ->
                    bySite(
                            Along.OPEN,
                            "(turn, o.seq) > (:turn, :after) and " + open(state),
                            sites,
                            passing,
                            true,
                            given);
            // Not by sites: those of a site that are open may lie far apart.
            case RECEIVED, ANALYZING ->
                    new ReportList(
                            Along.OPEN,
                            arrived("o") + " and " + open(state) + " and due_at is not null",
                            List.of(),
                            (sites == null ? "" : " and o.site in (:sites)") + passing,
                            false,
                            given);
            // Asked row by row, or a database might gather all that is open first.
            case ANALYZED ->
                    bySite(
                            Along.ALL,
                            arrived("r"),
                            sites,
                            " and (select 1 from open_report o where o.seq = r.seq) is null"
                                    + passing,
                            false,
                            given);
            case null -> bySite(Along.ALL, arrived("r"), sites, passing, false, given);
        };
    }

    /** Which of the reports that are not done are in a state. */
    static String open(ReportState state) {
        return state == ReportState.QUARANTINED
                ? "quarantined = 1"
                : "quarantined = 0 and analysis_state = '" + state.word() + "'";
    }

    private static String arrived(String row) {
        return "%1$s.seq > :after and %1$s.seq <= :until".formatted(row);
    }

    private static ReportList bySite(
            Along along,
            String walk,
            @Nullable Set<String> sites,
            String passingOver,
            boolean waiting,
            Map<String, Object> given) {
        List<String> each = sites == null ? List.of() : List.copyOf(new TreeSet<>(sites));
        given.remove("sites");
        IntStream.range(0, each.size()).forEach(i -> given.put("site" + i, each.get(i)));
        return new ReportList(along, walk, each, passingOver, waiting, given);
    }

    /** How many rows were looked at, and the last of them; a page goes no further. */
    String look() {
        return "select count(*), max(seq) from (%s) as looked"
                .formatted(merged("", Integer.toString(MOST_LOOKED_AT)));
    }

    /** A page of it. */
    String page(String columns) {
        if (sites.size() < 2) {
            return "select %s from %s where %s%s order by %s limit :limit"
                    .formatted(columns, along.whole, rowsOf(0), passingOver, order());
        }
        return "select %s from %s where %s.seq in (%s) order by %s"
                .formatted(columns, along.whole, along.row, merged(passingOver, ":limit"), order());
    }

    /** The numbers of the first rows of all sites together. */
    private String merged(String passing, String most) {
        String from = passing.isEmpty() ? along.table : along.beside;
        if (sites.size() < 2) {
            return "select %s.seq from %s where %s%s order by %s limit %s"
                    .formatted(along.row, from, rowsOf(0), passing, order(), most);
        }
        String columns = along.row + ".seq" + (waiting ? ", turn" : "");
        String merged = waiting ? "turn, seq" : "seq";
        return IntStream.range(0, sites.size())
                .mapToObj(i ->
                        "select * from (select %s from %s where %s%s order by %s limit %s) as of_site%d"
                                .formatted(columns, from, rowsOf(i), passing, order(), most, i))
                .collect(
                        Collectors.joining(
                                " union all ",
                                "select seq from (",
                                ") as merged order by %s limit %s".formatted(merged, most)));
    }

    private String rowsOf(int site) {
        return sites.isEmpty() ? walk : walk + " and %s.site = :site%d".formatted(along.row, site);
    }

    private String order() {
        return waiting ? "turn, o.seq" : along.row + ".seq";
    }

    boolean passesOver() {
        return !passingOver.isEmpty() && !waiting;
    }

    /** The tables along which lists go. */
    enum Along {
        /** All reports. */
        ALL("r", "report r", "report r", Reports.AS_IT_STANDS),
        /** Those that are not done. */
        OPEN(
                "o",
                "open_report o",
                "open_report o join report r on r.seq = o.seq",
                "open_report o join report r on r.seq = o.seq left join analysis a on a.seq = o.seq");

        private final String row;
        private final String table;

        /** With what a scope asks. */
        private final String beside;

        /** With all that is told of a report. */
        private final String whole;

        Along(String row, String table, String beside, String whole) {
            this.row = row;
            this.table = table;
            this.beside = beside;
            this.whole = whole;
        }
    }
}
