package io.eprointake.bench;

import io.eprointake.testing.ServiceProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * This build beside an earlier one's jar, whose path is {@code -Dbeside.jar} or the argument: what
 * a change costs intake and the dashboard, in one run.
 */
final class Beside {

    private Beside() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("epro-beside");
        String unlimited = "--epro.security.limits.system=100000000";
        try (var before =
                        ServiceProcess.startProgram(
                                Files.createDirectory(folder.resolve("before")),
                                List.of("-Xmx512m", "-jar", System.getenv("BESIDE_JAR")));
                var now =
                        ServiceProcess.startAsShipped(
                                Files.createDirectory(folder.resolve("now")), unlimited)) {
            var postBefore =
                    Contest.of("POST /reports, before", 202, () -> Bench.report(null), before);
            var post = Contest.of("POST /reports, now", 202, () -> Bench.report(null), now);
            var getBefore = Contest.of("GET /enrollment, before", 200, Bench::get, before);
            var get = Contest.of("GET /enrollment, now", 200, Bench::get, now);
            Contest.take(List.of(postBefore, post, getBefore, get));
            System.out.println(Contest.head("of before"));
            System.out.println(postBefore.row(postBefore));
            System.out.println(post.row(postBefore));
            System.out.println(getBefore.row(getBefore));
            System.out.println(get.row(getBefore));
        }
    }
}
