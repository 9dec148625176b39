package io.eprointake.bench;

import io.eprointake.testing.ServiceProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/** One row of a table: what was done in the turns that it had, beside the others. */
final class Contest {

    private static final Duration WARM_UP = Duration.ofSeconds(15);
    static final Duration TURN = Duration.ofSeconds(10);
    static final int TURNS = 3;
    static final int CONNECTIONS = 64;

    private final String name;
    private final Function<Duration, HttpLoad.Result> load;
    private final List<HttpLoad.Result> results = new ArrayList<>();

    Contest(String name, Function<Duration, HttpLoad.Result> load) {
        this.name = name;
        this.load = load;
    }

    /** Requests to servers that share the connections. */
    static Contest of(
            String name, int status, Supplier<byte[]> request, ServiceProcess... servers) {
        List<ServiceProcess> all = List.of(servers);
        return new Contest(name, time -> HttpLoad.run(all, CONNECTIONS, time, status, request));
    }

    /** Turn by turn, so that what disturbs the machine disturbs them all. */
    static void take(List<Contest> all) {
        all.forEach(contest -> contest.turn(WARM_UP));
        all.forEach(contest -> contest.results.clear());
        for (int turn = 0; turn < TURNS; turn++) {
            all.forEach(contest -> contest.turn(TURN));
        }
    }

    private void turn(Duration time) {
        results.add(load.apply(time));
    }

    String row(Contest measure) {
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %.2f | %.1f | %.1f | %d |",
                name,
                perSecond(),
                perSecond() / measure.perSecond(),
                median(0.5),
                median(0.99),
                results.stream().mapToLong(HttpLoad.Result::failed).sum());
    }

    private double perSecond() {
        return middle(results.stream().mapToDouble(HttpLoad.Result::perSecond).toArray());
    }

    private double median(double share) {
        return middle(results.stream().mapToDouble(r -> r.percentile(share)).toArray());
    }

    private static double middle(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
