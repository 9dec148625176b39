package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.store.Store;
import io.eprointake.testing.FailingLog;
import io.eprointake.testing.Patients;
import io.eprointake.testing.ServiceProcess;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A replica whose writer has ended says so and goes, so that another one is started for it. */
@Tag("soak")
class WriterEndsIT {

    /** For all phases of a stop, on a slow machine. */
    private static final Duration BOUND = Duration.ofSeconds(90);

    /** On the service's port nothing else is there, and the door lets everybody through. */
    private static final String DEATH = "/actuator/health/die";

    @TempDir Path folder;

    @Test
    void theProcessEndsByItselfAndSaysWhy() {
        try (var service = ServiceProcess.startClass(Dying.class, folder)) {
            var report = Patients.withoutNarrative(UUID.randomUUID(), Patients.subject());
            assertThat(service.client().post(report).statusCode()).isEqualTo(202);

            try {
                service.client().get(DEATH);
            } catch (UncheckedIOException e) {
                // It may be gone before it answers.
            }

            await("it is not ready any more").atMost(BOUND).until(() -> !service.ready());
            assertThat(service.awaitExit(BOUND)).isEqualTo(70);
            assertThat(service.output())
                    .contains("A round of store-committer failed fault=\"")
                    .contains("the service stops, exit code 70");
        }
    }

    /** The service, and a way to have its writer end. */
    @Configuration(proxyBeanMethods = false)
    @Import(EproIntake.class)
    static class Dying {

        public static void main(String[] args) {
            SpringApplication.run(Dying.class, args);
        }

        @RestController
        static class Death {

            private final Store store;

            Death(Store store) {
                this.store = store;
            }

            @GetMapping(DEATH)
            void die() {
                var _ = new FailingLog("io.eprointake.store.GroupCommit");
                var _ =
                        store.write(tx -> {
                            throw new OutOfMemoryError("injected");
                        });
            }
        }
    }
}
