package io.eprointake.bench;

import io.eprointake.testing.Postgres;
import io.eprointake.testing.ServiceProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * What reports cost over PostgreSQL while somebody's open transaction holds the row of a site, and
 * that site sends an update a second.
 */
public final class LockBeside {

    private static final int POSTING = 8;

    private LockBeside() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("epro-lock");
        try (Postgres server = Postgres.start(folder.resolve("pg"), 0)) {
            String url = server.database();
            try (var service =
                    ServiceProcess.startAsShipped(folder, "--spring.datasource.url=" + url)) {
                update(service);
                var alone = new Contest("POST /reports", time -> posts(service, time));
                var beside =
                        new Contest(
                                "POST while the row of a site is locked",
                                time -> locked(url, service, time));
                Contest.take(List.of(alone, beside));
                System.out.println(Contest.head("of alone"));
                System.out.println(alone.row(alone));
                System.out.println(beside.row(alone));
            }
        }
    }

    private static HttpLoad.Result posts(ServiceProcess service, Duration time) {
        return HttpLoad.run(List.of(service), POSTING, time, 202, () -> Bench.report(null));
    }

    private static HttpLoad.Result locked(String url, ServiceProcess service, Duration time) {
        try (Connection operator = DriverManager.getConnection(url);
                Statement lock = operator.createStatement()) {
            operator.setAutoCommit(false);
            lock.execute("select 1 from enrollment_site where site = 'SITE01' for update");
            for (int second = 0; second < time.toSeconds(); second++) {
                long after = second;
                Thread.ofVirtual()
                        .name("site-", second)
                        .start(() -> {
                            pause(Duration.ofSeconds(after));
                            update(service);
                        });
            }
            return posts(service, time);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void update(ServiceProcess service) {
        String body =
                "{\"event_id\":\"%s\",\"site\":\"SITE01\",\"patients\":1}"
                        .formatted(UUID.randomUUID());
        service.client()
                .post("/enrollment", "application/json", body.getBytes(StandardCharsets.UTF_8));
    }
}
