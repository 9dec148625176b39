package io.eprointake.enrollment;

import static io.eprointake.enrollment.EnrollmentClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.EproIntake;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

class EnrollmentRestartIT {

    @TempDir Path folder;

    @Test
    void theTotalSurvivesARestart() throws Exception {
        HttpResponse<String> last;
        try (var service = start();
                var client = client(service)) {
            client.send("e-1", "SITE01", 3);
            client.send("e-2", "SITE02", 4);
            last = client.poll();
            assertThat(json(last).get("total_enrollment").longValue()).isEqualTo(7);
        }
        try (var service = start();
                var client = client(service)) {
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
    void aSiteBeyondTheMostIsRefusedAndTheKnownGoOn() throws Exception {
        try (var service = start("--epro.enrollment.max-sites=1");
                var client = client(service)) {
            client.send("e-1", "SITE01", 3);

            HttpResponse<String> refused = client.send("e-2", "SITE02", 4);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(json(refused).get("code").textValue()).isEqualTo("invalid_parameter");
            assertThat(client.send("e-3", "SITE01", 1).statusCode()).isEqualTo(200);
            assertThat(client.total()).isEqualTo(4);
        }
    }

    private ConfigurableApplicationContext start(String... more) {
        List<String> settings = new ArrayList<>(List.of(more));
        settings.add("--server.port=0");
        settings.add("--management.server.port=0");
        settings.add("--spring.datasource.url=jdbc:sqlite:" + folder.resolve("epro.db"));
        return SpringApplication.run(EproIntake.class, settings.toArray(String[]::new));
    }

    private static EnrollmentClient client(ConfigurableApplicationContext service) {
        return new EnrollmentClient(
                ((ServletWebServerApplicationContext) service).getWebServer().getPort());
    }
}
