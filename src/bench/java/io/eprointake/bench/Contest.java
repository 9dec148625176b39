package io.eprointake.bench;

import io.eprointake.testing.ServiceProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** One row of a table: what was done in the turns that it had, beside the others. */
final class Contest {

    /** Shorter ones, {@code BENCH_TURN} seconds, only try whether a program works. */
    static final Duration TURN =
            Duration.ofSeconds(Long.parseLong(System.getenv().getOrDefault("BENCH_TURN", "10")));

    static final int TURNS = 3;
    static final int CONNECTIONS = 64;

    private static final int WARM_UP_AT_MOST = 12;
    private static final int AGREEING = 3;
    private static final double AGREEMENT = 1.05;

    private final String name;
    private final List<ServiceProcess> servers;
    private final Function<Duration, HttpLoad.Result> load;
    private final List<Turn> turns = new ArrayList<>();
    private int warmUps;
    private boolean settled = true;

    Contest(String name, Function<Duration, HttpLoad.Result> load) {
        this(name, List.of(), load);
    }

    private Contest(
            String name, List<ServiceProcess> servers, Function<Duration, HttpLoad.Result> load) {
        this.name = name;
        this.servers = servers;
        this.load = load;
    }

    /** Requests to servers that share the connections. */
    static Contest of(
            String name, int status, Supplier<byte[]> request, ServiceProcess... servers) {
        List<ServiceProcess> all = List.of(servers);
        return new Contest(
                name, all, time -> HttpLoad.run(all, CONNECTIONS, time, status, request));
    }

    /** Turn by turn, so that what disturbs the machine disturbs them all. */
    static void take(List<Contest> all) {
        all.forEach(Contest::warmUp);
        for (int turn = 0; turn < TURNS; turn++) {
            all.forEach(contest -> contest.turn(TURN));
        }
    }

    private void warmUp() {
        settled = false;
        for (warmUps = 0; warmUps < WARM_UP_AT_MOST && !settled; warmUps++) {
            turn(TURN);
            settled = agree();
        }
        turns.clear();
    }

    private boolean agree() {
        double[] last =
                turns.stream()
                        .skip(Math.max(0, turns.size() - AGREEING))
                        .mapToDouble(turn -> turn.result.perSecond())
                        .sorted()
                        .toArray();
        return last.length == AGREEING && last[AGREEING - 1] <= AGREEMENT * last[0];
    }

    /** One that counts. */
    void turn(Duration time) {
        try (var used = new Used(servers.stream().map(ServiceProcess::pid).toList(), database())) {
            HttpLoad.Result result = load.apply(time);
            turns.add(new Turn(result, used.micros(), used.pages()));
        }
    }

    /** Of the only server, if it has one. */
    private @Nullable Path database() {
        if (servers.size() != 1) {
            return null;
        }
        Path file =
                Path.of("/proc", Long.toString(servers.getFirst().pid()), "cwd", "data", "epro.db");
        return Files.exists(file) ? file : null;
    }

    /** The lines above the rows. */
    static String head(String share) {
        return ("| | per second | %s | p50 ms | p99 ms | p99.9 ms | longest ms | processor µs | pages"
                        + " | failed | turns to warm up |%n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
                .formatted(share);
    }

    String row(Contest measure) {
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %.2f | %.1f | %.1f | %.1f | %.1f | %s | %s | %d | %d%s |",
                name,
                perSecond(),
                perSecond() / measure.perSecond(),
                median(0.5),
                median(0.99),
                median(0.999),
                turns.stream().mapToDouble(turn -> turn.result.longest()).max().orElseThrow(),
                each(turn -> turn.micros),
                each(turn -> turn.pages),
                turns.stream().mapToLong(turn -> turn.result.failed()).sum(),
                warmUps,
                settled ? "" : ", not settled");
    }

    private double perSecond() {
        return middle(turns.stream().mapToDouble(turn -> turn.result.perSecond()).toArray());
    }

    private double median(double share) {
        return middle(turns.stream().mapToDouble(turn -> turn.result.percentile(share)).toArray());
    }

    /** For each answer of all the turns; nothing where nothing was counted. */
    private String each(ToDoubleFunction<Turn> what) {
        double all = turns.stream().mapToDouble(what).sum();
        long answers = turns.stream().mapToLong(turn -> turn.result.answers()).sum();
        return all == 0 ? "" : String.format(Locale.ROOT, "%.1f", all / answers);
    }

    private static double middle(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private record Turn(HttpLoad.Result result, double micros, long pages) {}
}
