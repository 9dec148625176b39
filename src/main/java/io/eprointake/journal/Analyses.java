package io.eprointake.journal;

import io.eprointake.alerts.Alerts;
import io.eprointake.alerts.Alerts.New;
import io.eprointake.report.Alert;
import io.eprointake.report.Analysis;
import io.eprointake.report.Analysis.RedFlag;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.BatchedWrite;
import io.eprointake.store.Sql;
import io.eprointake.store.Store;
import io.eprointake.store.Tx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What analyses found: written by the attempt that holds the report's claim, and by no other, with
 * an alert for each red flag.
 */
public final class Analyses {

    /** Nothing is left to be done. */
    static final String COMPLETE =
            """
            delete from open_report
            where seq = (select seq from report where report_id = ?) and attempt = ?
                and claimed_by is not null and quarantined = 0
            """;

    /** It waits for a person besides, or did a moment ago. */
    static final String COMPLETE_WAITING =
            """
            update open_report
            set analysis_state = 'analyzed', turn = case when turn < ? then turn else ? end,
                due_at = null, claimed_by = null, last_failure = null
            where seq = (select seq from report where report_id = ?) and attempt = ?
                and claimed_by is not null
            """;

    /** Whichever comes last, the end of the analysis or a person's release, ends it. */
    static final String CLOSE =
            """
            delete from open_report
            where seq = (select seq from report where report_id = ?)
                and quarantined = 0 and analysis_state = 'analyzed'
            """;

    static final String INSERT =
            """
            insert into analysis (seq, attempt, found, analyzed_at)
            values ((select seq from report where report_id = ?), ?, ?, ?)
            """;

    /** A report in neither of the two is taken for read, so a narrative must be in one. */
    private static final String LOST =
            """
            select report_id from report r
            where narrative is not null
              and not exists (select 1 from open_report o where o.seq = r.seq)
              and not exists (select 1 from analysis a where a.seq = r.seq)
            limit 1
            """;

    /** Holds the row until the commit, so that no other attempt takes the claim meanwhile. */
    private static final String FLAG =
            """
            update open_report set turn = ?
            where seq = (select seq from report where report_id = ?) and attempt = ?
                and claimed_by is not null
            """;

    /** Whether this attempt's analysis is what is stored. */
    private static final String COMPLETED =
            """
            select 1 from analysis
            where seq = (select seq from report where report_id = ?) and attempt = ?
            """;

    private final Store store;
    private final Json json;
    private final StudyKeys keys;
    private final Outbox outbox;
    private final Alerts alerts;
    private final BatchedWrite<Completion, Written> completing = this::complete;

    Analyses(Store store, Json json, StudyKeys keys, Outbox outbox, Alerts alerts) {
        this.store = store;
        this.json = json;
        this.keys = keys;
        this.outbox = outbox;
        this.alerts = alerts;
    }

    /**
     * Raises an alert for each red flag while the analysis goes on, once, however often it is
     * asked.
     *
     * @return false when another attempt holds the claim by now; then nothing is raised
     */
    public boolean raise(Claim claim, Analysis found) {
        UUID id = claim.reportId();
        List<New> redFlags = news(claim, redFlags(found));
        CompletableFuture<Written> committed =
                store.<Written>write(
                                tx -> {
                                    if (tx.update(FLAG, Turn.RED_FLAG, id, claim.attempt()) == 0) {
                                        return Written.NOT;
                                    }
                                    List<New> raised = alerts.raise(tx, redFlags);
                                    if (!raised.isEmpty()) {
                                        outbox.recordNews(tx, List.of(id));
                                    }
                                    return new Written(true, raised);
                                })
                        .whenComplete(this::count);
        return store.await(committed).stored;
    }

    /**
     * Writes what an analysis found, and raises an alert for each red flag that has none yet.
     *
     * @return whether it is written, now or by an earlier call that did not learn of it; false when
     *     another attempt holds the claim by now
     */
    public boolean complete(Claim claim, Analysis analysis) {
        var completion = new Completion(claim, json.write(analysis), redFlags(analysis));
        return store.await(store.write(completing, completion).whenComplete(this::count)).stored;
    }

    /** When it is committed, also if that is too late for the caller, who asks again. */
    private void count(@Nullable Written written, @Nullable Throwable failure) {
        if (written != null) {
            alerts.count(written.raised.stream().map(New::alert).toList(), false);
        }
    }

    /** What is stored of an analysis; of a report without narrative nothing is. */
    static Analysis read(
            Json json, StudyKeys keys, String study, UUID id, byte @Nullable [] found) {
        return found == null
                ? Analysis.OF_NOTHING
                : json.read(keys.openText(study, id, "found", found), Analysis.class);
    }

    private static List<Alert> redFlags(Analysis analysis) {
        return analysis.redFlags().stream()
                .map(RedFlag::kind)
                .distinct()
                .map(Alert::redFlag)
                .toList();
    }

    private static List<New> news(Claim claim, List<Alert> alerts) {
        return alerts.stream()
                .map(alert -> new New(claim.study(), claim.reportId(), alert, false))
                .toList();
    }

    private List<Written> complete(Tx tx, List<Completion> completions) throws SQLException {
        long now = tx.now().toEpochMilli();
        // In one order at all replicas, so that none waits for a row that waits for another of its.
        List<Integer> order =
                IntStream.range(0, completions.size())
                        .boxed()
                        .sorted(Comparator.comparing(i -> completions.get(i).claim.reportId()))
                        .toList();
        int[] changed =
                tx.updateAll(COMPLETE, order.stream().map(i -> completions.get(i).id()).toList());
        List<@Nullable Object[]> found = new ArrayList<>();
        List<New> redFlags = new ArrayList<>();
        for (int i = 0; i < changed.length; i++) {
            Completion completion = completions.get(order.get(i));
            if (changed[i] == 0) {
                changed[i] = tx.update(COMPLETE_WAITING, completion.waiting());
                tx.update(CLOSE, completion.claim.reportId());
            }
            if (changed[i] == 1) {
                found.add(completion.found(keys, now));
                redFlags.addAll(news(completion.claim, completion.redFlags));
            }
        }
        if (!found.isEmpty()) {
            tx.updateAll(INSERT, found);
        }
        Map<UUID, List<New>> raised =
                alerts.raise(tx, redFlags).stream().collect(Collectors.groupingBy(New::reportId));
        Written[] written = new Written[changed.length];
        List<UUID> others = new ArrayList<>();
        for (int i = 0; i < changed.length; i++) {
            Claim claim = completions.get(order.get(i)).claim;
            UUID id = claim.reportId();
            if (changed[i] == 0) {
                boolean before = tx.any(COMPLETED, id, claim.attempt());
                written[order.get(i)] = before ? Written.BEFORE : Written.NOT;
                continue;
            }
            if (!raised.containsKey(id)) {
                others.add(id);
            }
            written[order.get(i)] = new Written(true, raised.getOrDefault(id, List.of()));
        }
        outbox.record(tx, others);
        outbox.recordNews(tx, raised.keySet());
        return List.of(written);
    }

    /**
     * What became of an outcome.
     *
     * @param stored false when it is fenced off
     * @param raised what it raised that was not on record
     */
    private record Written(boolean stored, List<New> raised) {

        static final Written NOT = new Written(false, List.of());

        /** By the same attempt, whose caller did not learn of it. */
        static final Written BEFORE = new Written(true, List.of());
    }

    /**
     * An outcome that is to be written.
     *
     * @param analysis as JSON
     */
    private record Completion(Claim claim, String analysis, List<Alert> redFlags) {

        private @Nullable Object[] id() {
            return new @Nullable Object[] {claim.reportId(), claim.attempt()};
        }

        private @Nullable Object[] waiting() {
            int turn = redFlags.isEmpty() ? Turn.LAST : Turn.RED_FLAG;
            return new @Nullable Object[] {turn, turn, claim.reportId(), claim.attempt()};
        }

        private @Nullable Object[] found(StudyKeys keys, long now) {
            UUID id = claim.reportId();
            byte[] sealed = keys.seal(claim.study(), id, "found", analysis);
            return new @Nullable Object[] {id, claim.attempt(), sealed, now};
        }

        @Override
        public String toString() {
            return "Completion[" + claim.reportId() + "]";
        }
    }

    /**
     * A report whose narrative neither waits for its analysis nor has one; null when there is none,
     * and in a store of an earlier release, where none can be.
     */
    public static @Nullable UUID lost(Connection reading) throws SQLException {
        try (ResultSet open = reading.getMetaData().getTables(null, null, "open_report", null)) {
            if (!open.next()) {
                return null;
            }
        }
        try (Statement statement = reading.createStatement();
                ResultSet row = statement.executeQuery(LOST)) {
            return row.next() ? Sql.uuid(row, 1) : null;
        }
    }
}
