package io.eprointake.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.enrollment.EnrollmentCounter.Counts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class EnrollmentCounterTest {

    private final EnrollmentCounter counter = new EnrollmentCounter();

    @Test
    void startsWithNobody() {
        assertThat(counter.total()).isZero();
        assertThat(counter.counts()).isEqualTo(new Counts(0, 0, List.of()));
    }

    @Test
    void theTotalIsTheSumOfTheSitesInTheOrderOfTheirNames() {
        assertThat(counter.at("SITE02", 5, 1)).isEqualTo(5);
        assertThat(counter.at("SITE01", 2, 1)).isEqualTo(7);

        assertThat(counter.counts())
                .isEqualTo(
                        new Counts(
                                7,
                                2,
                                List.of(new SiteCount("SITE01", 2), new SiteCount("SITE02", 5))));
    }

    @Test
    void aLateReadTakesNothingBack() {
        counter.at("SITE01", 5, 2);

        assertThat(counter.at("SITE01", 3, 1)).isEqualTo(5);
        assertThat(counter.total()).isEqualTo(5);
    }

    @Test
    void aSiteMayFallToNobodyAndIsStillThere() {
        counter.at("SITE01", 5, 1);

        assertThat(counter.at("SITE01", 0, 2)).isZero();
        assertThat(counter.at("SITE01", 5, 1)).isZero();
        assertThat(counter.counts())
                .isEqualTo(new Counts(0, 2, List.of(new SiteCount("SITE01", 0))));
    }

    @Test
    void aCountThatFellIsTaken() {
        counter.at("SITE01", 5, 2);
        counter.at("SITE02", 1, 1);

        assertThat(counter.at("SITE01", 4, 3)).isEqualTo(5);
        assertThat(counter.at("SITE01", 5, 2)).isEqualTo(5);
        assertThat(counter.counts().total()).isEqualTo(5);
        assertThat(counter.version()).isEqualTo(4);
    }

    @Test
    void aRepeatedReadCountsOnce() {
        counter.at("SITE01", 5, 2);

        assertThat(counter.at("SITE01", 5, 2)).isEqualTo(5);
    }

    @Test
    void knowsTheSitesThatItCounts() {
        counter.at("SITE01", 1, 1);

        assertThat(counter.knows("SITE01")).isTrue();
        assertThat(counter.knows("SITE02")).isFalse();
        assertThat(counter.sites()).isEqualTo(1);
    }

    @Test
    void aHundredSitesByTenPatientsInAnyOrderAndTwiceAreAThousand() throws Exception {
        List<Callable<Long>> reads = new ArrayList<>();
        for (int site = 0; site < 100; site++) {
            String name = "SITE%03d".formatted(site);
            for (int enrolled = 1; enrolled <= 10; enrolled++) {
                long stands = enrolled;
                reads.add(() -> counter.at(name, stands, stands));
                reads.add(() -> counter.at(name, stands, stands));
            }
        }
        Collections.shuffle(reads, new Random(7));
        try (ExecutorService sites = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Long> read : sites.invokeAll(reads)) {
                read.get();
            }
        }

        assertThat(counter.total()).isEqualTo(1000);
        assertThat(counter.counts().sites()).hasSize(100).allMatch(site -> site.enrolled() == 10);
    }

    @Test
    void whileItGrowsEveryLookAddsUpAndNoneGoesBack() throws Exception {
        List<Counts> looks = looksWhileItStands(version -> version);

        assertThat(looks).extracting(Counts::total).isSorted();
        assertThat(counter.counts().total()).isEqualTo(100_000);
    }

    @Test
    void whileItGrowsAndFallsEveryLookAddsUpAndNoneGoesBack() throws Exception {
        List<Counts> looks = looksWhileItStands(version -> version % 5);

        assertThat(looks).allMatch(look -> look.total() >= 0);
        assertThat(counter.counts().total()).isZero();
    }

    /** With two sites that two threads each tell of, up to version 50,000. */
    private List<Counts> looksWhileItStands(LongUnaryOperator enrolledByVersion) throws Exception {
        var growing = new AtomicBoolean(true);
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(named("counter-"))) {
            Future<List<Counts>> looks =
                    threads.submit(() -> {
                        List<Counts> seen = new ArrayList<>();
                        while (growing.get() || seen.size() < 2) {
                            seen.add(counter.counts());
                        }
                        return seen;
                    });
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                String site = "SITE0" + (writer / 2);
                writers.add(
                        threads.submit(() -> {
                            for (long version = 1; version <= 50_000; version++) {
                                counter.at(site, enrolledByVersion.applyAsLong(version), version);
                            }
                        }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            growing.set(false);

            assertThat(looks.get())
                    .allMatch(look ->
                            look.total()
                                    == look.sites().stream().mapToLong(SiteCount::enrolled).sum());
            assertThat(looks.get()).extracting(Counts::version).isSorted();
            return looks.get();
        }
    }

    private static ThreadFactory named(String prefix) {
        return Thread.ofPlatform().name(prefix, 0).factory();
    }
}
