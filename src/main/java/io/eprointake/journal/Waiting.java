package io.eprointake.journal;

import io.eprointake.report.ReportState;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Something that waits in the store. It is counted along an index, and no further than {@link
 * #MOST}; its oldest is the first in that index. So a look costs as little among ten million rows
 * as among ten. What is {@code analyzed} waits for nothing, and would have to be counted through:
 * counters tell of it.
 *
 * @param count the name of the gauge that tells how much there is
 * @param oldest the name of the one that tells since when
 * @param state the state that both are of; null when there is but one
 */
record Waiting(
        String count, String oldest, @Nullable ReportState state, String description, String sql) {

    /** There are many, if there are so many. */
    static final int MOST = 100_000;

    static final Waiting RECEIVED = open(ReportState.RECEIVED);
    static final Waiting ANALYZING = open(ReportState.ANALYZING);
    static final Waiting QUARANTINED = forAPerson(ReportState.QUARANTINED);
    static final Waiting ANALYSIS_FAILED = forAPerson(ReportState.ANALYSIS_FAILED);

    static final Waiting BACKLOG =
            new Waiting(
                    "epro.backlog.reports",
                    "epro.backlog.oldest",
                    null,
                    "Reports that wait for analysis or are in it",
                    sql(
                            "open_report",
                            "report",
                            "received_at",
                            "due_at is not null",
                            Stream.of(ReportState.RECEIVED, ReportState.ANALYZING)
                                    .flatMap(state -> Stream.of(inLine(0, state), inLine(1, state)))
                                    .toList()));

    static final Waiting OUTBOX =
            outcomes("epro.outbox.events", "epro.outbox.oldest", "set_aside is null", "to be sent");
    static final Waiting SET_ASIDE =
            outcomes(
                    "epro.outbox.set.aside",
                    "epro.outbox.set.aside.oldest",
                    "set_aside is not null",
                    "for a person, since they cannot be read or written");

    static final List<Waiting> ALL =
            List.of(RECEIVED, ANALYZING, QUARANTINED, ANALYSIS_FAILED, BACKLOG, OUTBOX, SET_ASIDE);

    private static Waiting open(ReportState state) {
        return reports(state, inLine(0, state), List.of(inLine(0, state)));
    }

    private static Waiting forAPerson(ReportState state) {
        return reports(
                state,
                ReportList.open(state),
                IntStream.rangeClosed(Turn.RED_FLAG, Turn.LAST)
                        .mapToObj(turn -> ReportList.open(state) + " and turn = " + turn)
                        .toList());
    }

    private static Waiting reports(ReportState state, String which, List<String> parts) {
        return new Waiting(
                "epro.reports",
                "epro.reports.oldest",
                state,
                "Reports by the state in which they wait",
                sql("open_report", "report", "received_at", which, parts));
    }

    private static Waiting outcomes(String count, String oldest, String which, String what) {
        return new Waiting(
                count,
                oldest,
                null,
                "Outcomes that wait " + what,
                sql("outbox", "outbox", "decided_at", which, List.of(which)));
    }

    /** One of the parts of that index. */
    private static String inLine(int quarantined, ReportState state) {
        return "quarantined = %d and analysis_state = '%s' and due_at is not null"
                .formatted(quarantined, state.word());
    }

    /**
     * @param told the table that has its time
     * @param parts together the same as {@code which}, each in the order of an index
     */
    private static String sql(
            String table, String told, String since, String which, List<String> parts) {
        String first =
                parts.stream()
                        .map(part -> "(select min(seq) from %s where %s)".formatted(table, part))
                        .collect(Collectors.joining(",\n"));
        return """
        select (select count(*) from (select 1 from %s where %s limit %d) as counted),
               (select min(%s) from %s where seq in (%s))
        """
                .formatted(table, which, MOST, since, told, first);
    }

    Depth read(JdbcClient reading) {
        return reading.sql(sql).query((row, n) -> Depth.read(row)).single();
    }
}
