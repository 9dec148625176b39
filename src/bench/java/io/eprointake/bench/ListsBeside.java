package io.eprointake.bench;

import io.eprointake.testing.ServiceProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What reports cost while four readers list over SQLite, each twenty times a second: the list that
 * finds nothing among all reports of a large site, and the one of all reports. Argument: how many
 * rows are stored, 300,000 unless said.
 */
public final class ListsBeside {

    private static final int POSTING = 4;
    private static final int LISTING = 4;
    private static final long PAUSE = Duration.ofMillis(50).toNanos();

    private ListsBeside() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("epro-lists");
        ServiceProcess.startAsShipped(folder).close();
        fill(folder, args.length == 0 ? 300_000 : Integer.parseInt(args[0]));
        try (var service = ServiceProcess.startAsShipped(folder)) {
            var alone = posts("POST /reports", service, null);
            var beside =
                    posts(
                            "POST while four lists of a site's quarantined reports run",
                            service,
                            "/reports?state=quarantined&site=SITE01");
            var besideAll =
                    posts("POST while four lists of all reports run", service, "/reports?limit=50");
            Contest.take(List.of(alone, beside, besideAll));
            System.out.println(Contest.head("of alone"));
            for (Contest contest : List.of(alone, beside, besideAll)) {
                System.out.println(contest.row(alone));
            }
        }
    }

    private static Contest posts(String name, ServiceProcess service, @Nullable String list) {
        List<ServiceProcess> servers = List.of(service);
        return new Contest(
                name,
                time -> {
                    Thread listing =
                            Thread.ofPlatform()
                                    .name("listing")
                                    .start(() -> list(servers, time, list));
                    HttpLoad.Result posted =
                            HttpLoad.run(servers, POSTING, time, 202, () -> Bench.report(null));
                    join(listing);
                    return posted;
                });
    }

    private static void list(List<ServiceProcess> servers, Duration time, @Nullable String list) {
        if (list != null) {
            byte[] get =
                    ("GET " + list + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII);
            Supplier<byte[]> request =
                    () -> {
                        LockSupport.parkNanos(PAUSE);
                        return get;
                    };
            HttpLoad.run(servers, LISTING, time, 200, request);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All of one site, none of them quarantined. */
    private static void fill(Path folder, int rows) throws IOException, SQLException {
        try (Connection connection =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("data/epro.db"));
                Statement fill = connection.createStatement()) {
            fill.executeUpdate(
                    """
                    insert into report (report_id, study, site, subject, completed_at, received_at,
                                        received_as, content_sha256, body, narrative, scores,
                                        findings, assessment, content_form)
                    with recursive n (i) as (select 1 union all select i + 1 from n where i < %d)
                    select randomblob(16), 'ONC-301', 'SITE01', 'S-' || (i / 10), i, i, 'received', 'c',
                           zeroblob(600), 'My hands have been numb', '{}', '[]', '{"grades":[]}', 2
                    from n
                    """
                            .formatted(rows));
        }
    }
}
