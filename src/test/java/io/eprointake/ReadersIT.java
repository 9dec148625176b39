package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.store.Store;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Those who read must not keep those who report from it. */
class ReadersIT {

    @TempDir Path folder;

    @Test
    void readersTakeNoHealthyReplicaOutOfTheBalancer() {
        var end = new CountDownLatch(1);
        List<CompletableFuture<Boolean>> reads = new ArrayList<>();
        try (var service =
                RunningService.start(
                        folder,
                        "epro.store.read-queue-capacity",
                        "10",
                        "epro.store.read-timeout",
                        "30s")) {
            Store store = service.bean(Store.class);
            // One after the other until one is refused, since the service reads, too.
            await().pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        reads.add(
                                CompletableFuture.supplyAsync(
                                        () -> store.read(reading -> awaited(end)),
                                        work -> Thread.ofVirtual().name("reader").start(work)));
                        return reads.stream().anyMatch(CompletableFuture::isCompletedExceptionally);
                    });

            var client = service.client();
            assertThat(client.get("/reports"))
                    .returns(503, HttpResponse::statusCode)
                    .satisfies(refused ->
                            assertThat(refused.headers().firstValue("Retry-After")).contains("1"));
            for (int i = 0; i < 5; i++) {
                assertThat(client.manage("/actuator/health/readiness").statusCode()).isEqualTo(200);
                assertThat(client.post(Patients.withoutNarrative(UUID.randomUUID(), "S-1")))
                        .returns(202, HttpResponse::statusCode);
            }
            end.countDown();
            await().untilAsserted(
                            () -> assertThat(client.get("/reports").statusCode()).isEqualTo(200));
        }
        assertThat(reads)
                .hasSizeGreaterThan(10)
                .filteredOn(read -> !read.isCompletedExceptionally())
                .allSatisfy(read -> assertThat(read).isCompletedWithValue(true));
    }

    private static boolean awaited(CountDownLatch end) {
        try {
            end.await();
            return true;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
