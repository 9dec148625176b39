package io.eprointake.leakwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.leakwatch.LeakwatchEndpointTest.Application;
import io.eprointake.testing.NoLeaks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

@NoLeaks
class HttpThreadsTest {

    @Test
    void aRequestInFlightIsAnsweredBeforeTheServerHasStopped() throws Exception {
        ConfigurableApplicationContext service =
                new SpringApplicationBuilder(Application.class)
                        .run(
                                "--server.port=0",
                                "--management.server.port=0",
                                "--server.shutdown=graceful",
                                "--spring.lifecycle.timeout-per-shutdown-phase=30s");
        Application application = service.getBean(Application.class);
        LeakLoop leakLoop = service.getBean(LeakLoop.class);
        int port = service.getEnvironment().getRequiredProperty("local.server.port", int.class);
        try (HttpClient http = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/slow"))
                            .build();
            var answer = http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
            application.entered.await();

            var stopping = CompletableFuture.runAsync(service::close);
            await().until(() -> refuses(port));
            assertThat(answer).isNotDone();
            assertThat(leakLoop.isRunning()).as("watched to the last").isTrue();
            application.leave.countDown();

            assertThat(answer.join().body()).isEqualTo("answered");
            stopping.join();
        }
        assertThat(leakLoop.isRunning()).isFalse();
    }

    private static boolean refuses(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
