package io.eprointake.analysis.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LazyTest {

    private final AtomicInteger loads = new AtomicInteger();

    @Test
    void nothingIsLoadedUntilItIsAskedFor() throws IOException {
        Lazy<Integer> lazy = new Lazy<>(loads::incrementAndGet);

        assertThat(loads).hasValue(0);
        assertThat(lazy.get()).isEqualTo(1);
    }

    @Test
    void manyWhoAskAtOnceLoadOnce() throws Exception {
        Lazy<Integer> lazy = new Lazy<>(loads::incrementAndGet);
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService pool =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("asks-", 1).factory())) {
            List<Future<Integer>> asked = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                asked.add(
                        pool.submit(() -> {
                            start.await();
                            return lazy.get();
                        }));
            }
            start.countDown();
            for (Future<Integer> answer : asked) {
                assertThat(answer.get()).isEqualTo(1);
            }
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void aLoadThatFailedIsTriedAgain() throws IOException {
        Lazy<Integer> lazy =
                new Lazy<>(() -> {
                    if (loads.incrementAndGet() == 1) {
                        throw new FileNotFoundException("model.onnx");
                    }
                    return 7;
                });

        assertThatThrownBy(lazy::get)
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage("model.onnx");
        assertThat(lazy.get()).isEqualTo(7);
    }
}
