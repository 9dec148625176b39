package io.eprointake.study;

import io.eprointake.report.Scope;
import io.eprointake.store.Store;
import io.eprointake.study.Received.Came;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What was expected of subjects, and what of it came; worked out when it is asked for. */
@Component
@Profile("!analyzer")
public class Compliance {

    /** As much as one question may span. */
    static final int MOST_DAYS = 400;

    /** Each is worked out from all of its reports. */
    static final int MOST_SITES = 20;

    /** As far back as somebody is looked for who is overdue. */
    private static final int OVERDUE_DAYS = 35;

    /** So many subjects share a read. */
    private static final int AT_ONCE = 200;

    /** By which a zone's day may begin before and end after that of UTC, and clocks differ. */
    private static final int ZONES = 2;

    private final Store store;
    private final Studies studies;
    private final InstantSource clock;

    Compliance(Store store, Studies studies, InstantSource clock) {
        this.store = store;
        this.studies = studies;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    /**
     * Which sites of a study have subjects, in the order of their names.
     *
     * @param after only those behind this one; "" for all
     */
    List<String> sites(String study, Scope scope, String after, int limit) {
        if (scope.empty() || !scope.coversStudy(study)) {
            return List.of();
        }
        Map<String, Object> given = new HashMap<>();
        given.put("study", study);
        given.put("after", after);
        given.put("limit", limit);
        if (scope.sites() != null) {
            given.put("sites", scope.sites());
        }
        return store.read(reading ->
                reading.sql(
                                "select distinct site from subject where study = :study and site > :after"
                                        + (scope.sites() == null ? "" : " and site in (:sites)")
                                        + " order by site limit :limit")
                        .params(given)
                        .query(String.class)
                        .list());
    }

    /** The subjects of a site, each with what it comes to, in the order of their ids. */
    List<OfSubject> site(String study, String site, Range range, Instant now) {
        List<OfSubject> all = new ArrayList<>();
        each(
                study,
                site,
                range,
                now,
                (who, slots) -> all.add(new OfSubject(who.subject(), Counts.of(slots))));
        return all;
    }

    /** What it came to at each site in the last seven days; no more sites than one may ask for. */
    public List<OfSite> lastWeek(String study, Scope scope) {
        Instant now = now();
        return sites(study, scope, "", MOST_SITES).stream()
                .map(site ->
                        new OfSite(
                                site,
                                Counts.sum(
                                        site(study, site, new Range(null, null, 7), now).stream()
                                                .map(OfSubject::counts)
                                                .toList())))
                .toList();
    }

    /** A site with what it came to. */
    public record OfSite(String site, Counts counts) {}

    /** All that was expected of one subject, by instrument and then day. */
    List<Slot> subject(Registration who, Range range, Instant now) {
        return store.read(reading -> slots(reading, List.of(who), range, now).getFirst());
    }

    /**
     * Whose last reports did not come, and can still come or be followed by one that is; the
     * longest first.
     *
     * @param study null for all that have a file
     */
    List<Overdue> overdue(@Nullable String study, Scope scope, Instant now) {
        List<Overdue> overdue = new ArrayList<>();
        for (Study each : studies.all()) {
            String id = each.study();
            if (study == null || study.equals(id)) {
                Range range = new Range(null, null, OVERDUE_DAYS);
                for (String site : sites(id, scope, "", Integer.MAX_VALUE)) {
                    each(
                            id,
                            site,
                            range,
                            now,
                            (who, slots) -> overdue.addAll(Overdue.of(each, who, slots, now)));
                }
            }
        }
        overdue.sort(
                Comparator.comparing(Overdue::overdueSince)
                        .thenComparing(Overdue::site)
                        .thenComparing(Overdue::subject)
                        .thenComparing(Overdue::instrument));
        return overdue;
    }

    private void each(
            String study,
            String site,
            Range range,
            Instant now,
            BiConsumer<Registration, List<Slot>> told) {
        Scope scope = Scope.ALL.at(site);
        Place after = null;
        List<Registration> some;
        do {
            Place from = after;
            some =
                    store.read(reading -> {
                        List<Registration> page = Roster.list(reading, scope, study, from, AT_ONCE);
                        List<List<Slot>> slots = slots(reading, page, range, now);
                        for (int i = 0; i < page.size(); i++) {
                            told.accept(page.get(i), slots.get(i));
                        }
                        return page;
                    });
            after = some.isEmpty() ? null : Place.of(some.getLast());
        } while (some.size() == AT_ONCE);
    }

    /** Of subjects of one site, in the order of their ids. */
    private List<List<Slot>> slots(
            JdbcClient reading, List<Registration> subjects, Range range, Instant now) {
        if (subjects.isEmpty()) {
            return List.of();
        }
        Registration first = subjects.getFirst();
        String study = first.study();
        String last = subjects.getLast().subject();
        Study its = studies.of(study);
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        LocalDate from =
                range.from(range.until(today).minusDays(ZONES))
                        .minusDays(
                                its.instruments().stream()
                                                .mapToInt(Expected::longest)
                                                .max()
                                                .orElse(0)
                                        + ZONES);
        LocalDate until = range.until(today).plusDays(its.lateBy().toDays() + 2 * ZONES);
        Map<String, List<Came>> came =
                Received.of(
                        reading,
                        study,
                        first.site(),
                        first.subject(),
                        last,
                        millis(from),
                        millis(until));
        Map<String, List<Excuse>> excuses =
                Excuses.of(reading, study, first.site(), first.subject(), last);
        List<List<Slot>> all = new ArrayList<>();
        for (Registration who : subjects) {
            LocalDate end = range.until(who.day(now));
            List<Slot> slots = new ArrayList<>();
            for (Expected expected : its.instruments()) {
                slots.addAll(
                        Slot.of(
                                expected,
                                its.lateBy(),
                                who,
                                came.getOrDefault(who.subject(), List.of()),
                                excuses.getOrDefault(who.subject(), List.of()),
                                range.from(end),
                                end,
                                now));
            }
            all.add(slots);
        }
        return all;
    }

    private static long millis(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }

    /**
     * Days, each subject's own.
     *
     * @param from null for so many before the last
     * @param until null for the subject's today
     * @param most how many there are at the most
     */
    record Range(@Nullable LocalDate from, @Nullable LocalDate until, int most) {

        LocalDate until(LocalDate today) {
            return until == null ? today : until;
        }

        LocalDate from(LocalDate last) {
            LocalDate earliest = last.minusDays(most - 1L);
            return from == null || from.isBefore(earliest) ? earliest : from;
        }
    }

    /** What a subject comes to. */
    record OfSubject(String subject, Counts counts) {

        @Override
        public String toString() {
            return "OfSubject[redacted]";
        }
    }

    /**
     * Somebody to call.
     *
     * @param overdueSince when the first of the reports was due that did not come since one did
     * @param reports how many did not come since
     */
    record Overdue(
            String study,
            String site,
            String subject,
            String instrument,
            @Nullable String version,
            Instant overdueSince,
            int reports) {

        private static List<Overdue> of(
                Study study, Registration who, List<Slot> slots, Instant now) {
            List<Overdue> overdue = new ArrayList<>();
            for (Expected expected : study.instruments()) {
                Slot since = null;
                Slot last = null;
                int reports = 0;
                for (Slot slot : slots) {
                    if (slot.instrument().equals(expected.name())
                            && Objects.equals(slot.version(), expected.version())) {
                        switch (slot.state()) {
                            case OVERDUE, MISSED -> {
                                since = since == null ? slot : since;
                                reports++;
                                last = slot;
                            }
                            case IN_TIME, LATE, EXCUSED -> {
                                since = null;
                                reports = 0;
                            }
                            case NOT_YET_DUE -> {
                                // Nothing is told by it.
                            }
                        }
                    }
                }
                if (since != null && last != null && goesOn(expected, who, last, now)) {
                    overdue.add(
                            new Overdue(
                                    who.study(),
                                    who.site(),
                                    who.subject(),
                                    expected.name(),
                                    expected.version(),
                                    since.dueAt(),
                                    reports));
                }
            }
            return overdue;
        }

        /** Whether it can still come, or another is expected after it. */
        private static boolean goesOn(Expected expected, Registration who, Slot last, Instant now) {
            if (last.state() == Slot.State.OVERDUE) {
                return true;
            }
            boolean withdrawn = who.withdrawnAt() != null && !now.isBefore(who.withdrawnAt());
            LocalDate next = last.last().plusDays(1);
            return !withdrawn
                    && expected.windows(who.start(), next, next).stream()
                            .anyMatch(window -> !window.last().isBefore(next));
        }

        @Override
        public String toString() {
            return "Overdue[" + study + ", " + site + "]";
        }
    }
}
