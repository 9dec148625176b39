package io.eprointake.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A trial that nobody runs: its sites, the first of which enroll more, and their study's file. */
final class Trial {

    static final String STUDY = "DEMO-01";
    static final int SITES = 100;
    static final Duration LATE_BY = Duration.ofDays(3);
    static final Duration SILENT_AFTER = Duration.ofDays(21);

    /** Those whose staff one looks over the shoulder of. */
    static final List<String> SHOWN = List.of("SITE001", "SITE002", "SITE003", "SITE004");

    private final List<Site> sites =
            IntStream.rangeClosed(1, SITES)
                    .mapToObj(i -> new Site("SITE%03d".formatted(i), target(i), i % 2 == 0))
                    .toList();

    List<Site> sites() {
        return sites;
    }

    private static int target(int number) {
        return number <= SHOWN.size() ? 24 : 4 + new Random(number).nextInt(7);
    }

    /** As {@code epro.study.folder} has it. */
    String file() {
        return """
        study: %s
        time_zone: Europe/Berlin
        late_by: %s
        silent_after: %s
        instruments:
          - {name: PRO-CTCAE, every: week}
        answering: {within: PT24H, red_flags_within: PT2H}
        sites:
        %s
        """
                .formatted(
                        STUDY,
                        LATE_BY,
                        SILENT_AFTER,
                        sites.stream()
                                .map(site ->
                                        "  - {site: %s, target: %d}"
                                                .formatted(site.name(), site.target()))
                                .collect(Collectors.joining("\n")));
    }

    /**
     * @param target how many it is to enroll
     */
    record Site(String name, int target, boolean chinese) {

        ZoneId zone() {
            return ZoneId.of(chinese ? "Asia/Shanghai" : "Europe/Berlin");
        }

        Patient patient(int number, Instant startedAt) {
            return new Patient(this, "%s-%03d".formatted(name, number), startedAt);
        }
    }

    /** Made up, as all of it. */
    record Patient(Site site, String subject, Instant startedAt) {

        /** Always the same for one subject and purpose. */
        Random random(String of) {
            return new Random((subject + of).hashCode() * 31L);
        }
    }
}
