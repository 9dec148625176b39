package io.eprointake.enrollment;

import static io.eprointake.enrollment.EnrollmentClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.testing.RunningService;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrollmentRestartIT {

    @TempDir Path folder;

    @Test
    void theTotalSurvivesARestart() throws Exception {
        HttpResponse<String> last;
        try (var service = RunningService.start(folder);
                var client =
                        new EnrollmentClient(service.port(), service.client().bearer("system"))) {
            client.send("e-1", "SITE01", 3);
            client.send("e-2", "SITE02", 4);
            last = client.poll();
            assertThat(json(last).get("total_enrollment").longValue()).isEqualTo(7);
        }
        try (var service = RunningService.start(folder);
                var client =
                        new EnrollmentClient(service.port(), service.client().bearer("system"))) {
            assertThat(client.poll().body()).isEqualTo(last.body());
            assertThat(
                            client.poll(
                                            "If-None-Match",
                                            last.headers().firstValue("ETag").orElseThrow())
                                    .statusCode())
                    .isEqualTo(304);
            assertThat(client.send("e-1", "SITE01", 3).body())
                    .isEqualTo("{\"applied\":false,\"total_enrollment\":7}");
            assertThat(client.send("e-3", "SITE01", 1).body())
                    .isEqualTo("{\"applied\":true,\"total_enrollment\":8}");
        }
    }

    @Test
    void whatWasTakenBackAndWhatWasRefusedSurviveARestart() throws Exception {
        HttpResponse<String> last;
        try (var service = RunningService.start(folder);
                var client =
                        new EnrollmentClient(service.port(), service.client().bearer("system"))) {
            client.send("e-1", "SITE01", 3);
            client.send("e-2", "SITE01", -2, "a double entry");
            assertThat(client.send("e-3", "SITE01", -2, "a double entry").statusCode())
                    .isEqualTo(409);
            last = client.poll();
            assertThat(json(last).get("total_enrollment").longValue()).isEqualTo(1);
        }
        try (var service = RunningService.start(folder);
                var client =
                        new EnrollmentClient(service.port(), service.client().bearer("system"))) {
            assertThat(client.poll().body()).isEqualTo(last.body());
            assertThat(client.send("e-2", "SITE01", -2, "a double entry").body())
                    .isEqualTo("{\"applied\":false,\"total_enrollment\":1}");
            assertThat(client.send("e-3", "SITE01", -2, "a double entry").statusCode())
                    .isEqualTo(409);
            client.send("e-4", "SITE01", 1);
            assertThat(client.send("e-3", "SITE01", -2, "a double entry").body())
                    .isEqualTo("{\"applied\":true,\"total_enrollment\":0}");
        }
    }

    @Test
    void aSiteBeyondTheMostIsRefusedAndTheKnownGoOn() throws Exception {
        try (var service = RunningService.start(folder, "epro.enrollment.max-sites", "1");
                var client =
                        new EnrollmentClient(service.port(), service.client().bearer("system"))) {
            client.send("e-1", "SITE01", 3);

            HttpResponse<String> refused = client.send("e-2", "SITE02", 4);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(json(refused).get("code").textValue()).isEqualTo("invalid_parameter");
            assertThat(client.send("e-2", "SITE02", -4, "a double entry").statusCode())
                    .as("it makes no site, so it is not one too many")
                    .isEqualTo(409);
            assertThat(client.send("e-2", "SITE02", 4).statusCode())
                    .as("nor is the site known since then")
                    .isEqualTo(400);
            assertThat(client.send("e-3", "SITE01", 1).statusCode()).isEqualTo(200);
            assertThat(client.total()).isEqualTo(4);
        }
    }
}
