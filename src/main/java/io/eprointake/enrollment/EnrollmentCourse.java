package io.eprointake.enrollment;

import io.eprointake.report.Scope;
import io.eprointake.store.Store;
import io.eprointake.study.Studies;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** How the count of patients grew, by days and sites. */
@Component
@Profile("!analyzer")
final class EnrollmentCourse {

    /**
     * Of days in UTC, in their order. A day and a site are a row, however many updates there were.
     */
    private static final String CHANGES =
            """
            select received_at / 86400000 as day, site, sum(patients) as patients
            from enrollment_update group by 1, 2 order by 1, 2
            """;

    private final Store store;
    private final Studies studies;
    private final InstantSource clock;

    EnrollmentCourse(Store store, Studies studies, InstantSource clock) {
        this.store = store;
        this.studies = studies;
        this.clock = clock;
    }

    /**
     * The last days on which something changed, of the sites of a scope.
     *
     * @param most days
     */
    Course of(Scope scope, int most) {
        Instant asOf = clock.instant();
        List<Change> changes =
                store.read(reading ->
                        reading.sql(CHANGES)
                                .query((row, n) ->
                                        new Change(
                                                LocalDate.ofEpochDay(row.getLong(1)),
                                                row.getString(2),
                                                row.getLong(3)))
                                .list());
        TreeMap<LocalDate, Map<String, Long>> days = new TreeMap<>();
        Map<String, Long> enrolled = new TreeMap<>();
        for (Change change : changes) {
            if (scope.coversSite(change.site)) {
                enrolled.merge(change.site, change.patients, Long::sum);
                days.put(change.day, new TreeMap<>(enrolled));
            }
        }
        List<Day> all = new ArrayList<>();
        days.forEach((day, sites) -> all.add(new Day(day, sites)));
        return new Course(
                List.copyOf(all.subList(Math.max(0, all.size() - most), all.size())),
                asOf.atOffset(ZoneOffset.UTC).toLocalDate(),
                targets(scope),
                asOf);
    }

    /** As the counts are: of all studies. */
    private Map<String, Integer> targets(Scope scope) {
        Map<String, Integer> targets = new TreeMap<>();
        studies.all().stream()
                .flatMap(study -> study.sites().stream())
                .filter(site -> site.target() != null && scope.coversSite(site.site()))
                .forEach(site -> targets.merge(site.site(), site.target(), Integer::sum));
        return targets;
    }

    private record Change(LocalDate day, String site, long patients) {}

    /**
     * @param days on which something changed
     * @param today in UTC, as the days are
     * @param targets how many each site is to enroll, where a study's file says so
     */
    record Course(List<Day> days, LocalDate today, Map<String, Integer> targets, Instant asOf) {}

    /**
     * @param sites how many each had enrolled at its end
     */
    record Day(LocalDate day, Map<String, Long> sites) {}
}
