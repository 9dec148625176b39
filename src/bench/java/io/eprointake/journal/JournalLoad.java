package io.eprointake.journal;

import io.eprointake.bench.Used;
import io.eprointake.report.Analysis;
import io.eprointake.report.Cleaned;
import io.eprointake.report.Narrative;
import io.eprointake.report.Report;
import io.eprointake.report.Subject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Reports for one journal, so many in flight, and what becomes of their analyses. */
final class JournalLoad {

    static final int IN_FLIGHT = 64;
    static final String BODY = "x".repeat(600);

    /** A subject has about so many reports: so often one is a subject's first. */
    static final int REPORTS_OF_A_SUBJECT = 10;

    private static final AtomicLong NEW_SUBJECTS = new AtomicLong();

    private final TestReplica replica;
    private final int subjects;
    private final @Nullable Path file;

    /**
     * For a journal that has reports of {@code S-0} and so on.
     *
     * @param rows how many reports they have
     * @param file the database, when it is a SQLite file
     */
    JournalLoad(TestReplica replica, long rows, @Nullable Path file) {
        this.replica = replica;
        this.subjects = (int) (rows / REPORTS_OF_A_SUBJECT);
        this.file = file;
    }

    /**
     * What was done.
     *
     * @param latencies in nanoseconds
     * @param micros of processor time for a report
     * @param pages changed for a report; 0 where there is no file
     */
    record Turn(Histogram latencies, double perSecond, double micros, double pages) {

        double percentile(double percent) {
            return latencies.getValueAtPercentile(percent) / 1e6;
        }

        double longest() {
            return latencies.getMaxValue() / 1e6;
        }
    }

    /** Its latencies are the reports'. */
    Turn accept(Duration time) throws InterruptedException {
        var free = new Semaphore(IN_FLIGHT);
        var latencies = new ConcurrentHistogram(3);
        CompletableFuture<?> last = CompletableFuture.completedFuture(null);
        try (var used = used()) {
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < time.toNanos()) {
                free.acquire();
                long start = System.nanoTime();
                last =
                        replica.journal
                                .accept(submission())
                                .thenRun(() -> latencies.recordValue(System.nanoTime() - start))
                                .whenComplete((accepted, failure) -> free.release());
            }
            free.acquire(IN_FLIGHT);
            last.join();
            return turn(latencies, latencies.getTotalCount(), begin, used);
        }
    }

    /** Its latencies are those of claiming so many. */
    Turn claim(Duration time) {
        var latencies = new Histogram(3);
        long completed = 0;
        try (var used = used()) {
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < time.toNanos()) {
                long claiming = System.nanoTime();
                List<Claim> claims = replica.backlog.claim(IN_FLIGHT);
                latencies.recordValue(System.nanoTime() - claiming);
                if (claims.isEmpty()) {
                    break;
                }
                // As many at once as analyses end together.
                try (var analyses = Executors.newVirtualThreadPerTaskExecutor()) {
                    claims.forEach(claim ->
                            analyses.execute(
                                    () -> replica.analyses.complete(claim, Analysis.OF_NOTHING)));
                }
                completed += claims.size();
            }
            return turn(latencies, completed, begin, used);
        }
    }

    /** This process does nothing else. */
    private Used used() {
        return new Used(List.of(ProcessHandle.current().pid()), file);
    }

    private static Turn turn(Histogram latencies, long reports, long begin, Used used) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Turn(
                latencies,
                reports / seconds,
                used.micros() / reports,
                (double) used.pages() / reports);
    }

    Submission submission() {
        Instant now = Instant.now();
        int site = ThreadLocalRandom.current().nextInt(100);
        return new Submission(
                new Report(
                        UUID.randomUUID(),
                        "ONC-301",
                        "SITE" + site,
                        new Subject(subject()),
                        "PRO-CTCAE",
                        "1.0",
                        now.toString(),
                        "en",
                        "self",
                        Map.of(),
                        new Narrative("My hands have been numb since the second cycle"),
                        null,
                        List.of()),
                BODY.getBytes(StandardCharsets.UTF_8),
                "c".repeat(64),
                2,
                new Cleaned(
                        null, now, Map.of("PROCTCAE_9A_SCL", 3, "PROCTCAE_9B_SCL", 1), List.of()),
                Submissions.PHONE);
    }

    String subject() {
        var random = ThreadLocalRandom.current();
        return random.nextInt(REPORTS_OF_A_SUBJECT) == 0
                ? "N-" + NEW_SUBJECTS.incrementAndGet()
                : "S-" + random.nextInt(subjects);
    }
}
