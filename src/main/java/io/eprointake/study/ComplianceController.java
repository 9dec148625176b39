package io.eprointake.study;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.report.Scope;
import io.eprointake.security.Caller;
import io.eprointake.study.Compliance.OfSubject;
import io.eprointake.study.Compliance.Overdue;
import io.eprointake.study.Compliance.Range;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Staff and analysts ask what was expected and what came. */
@RestController
@RequestMapping("/compliance")
@Profile("!analyzer")
class ComplianceController {

    private final Compliance compliance;
    private final Roster roster;

    ComplianceController(Compliance compliance, Roster roster) {
        this.compliance = compliance;
        this.roster = roster;
    }

    /**
     * Of a study its sites, page by page; of a site itself and its subjects, page by page; of a
     * subject itself and all that was expected of it.
     */
    @GetMapping
    Answer compliance(
            @RequestParam(name = "study") String study,
            @RequestParam(name = "site", required = false) @Nullable String site,
            @RequestParam(name = "subject", required = false) @Nullable String subject,
            @RequestParam(name = "from", required = false) @Nullable String from,
            @RequestParam(name = "until", required = false) @Nullable String until,
            @RequestParam(name = "after", required = false) @Nullable String after,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @AuthenticationPrincipal Caller caller) {
        Asked asked =
                new Asked(
                        Registration.id("study", study),
                        range(from, until),
                        Place.read(after),
                        compliance.now());
        Scope scope =
                site == null ? caller.scope() : caller.scope().at(Registration.id("site", site));
        if (subject != null) {
            return ofSubject(asked, Registration.id("subject", subject), scope);
        }
        return site == null ? ofSites(asked, scope, limit) : ofSite(asked, scope, limit);
    }

    private Answer ofSubject(Asked asked, String subject, Scope scope) {
        Registration who =
                roster.find(asked.study, subject, scope)
                        .orElseThrow(() -> new Refused(Problem.NOT_FOUND, "There is none."));
        List<Slot> slots = compliance.subject(who, asked.range, asked.now);
        return asked.answer(
                List.of(), List.of(new SubjectRow(subject, Counts.of(slots))), slots, null);
    }

    private Answer ofSite(Asked asked, Scope scope, @Nullable Integer given) {
        int limit = limit(given, SubjectsController.MOST);
        List<String> its = compliance.sites(asked.study, scope, "", 1);
        if (its.isEmpty()) {
            return asked.answer(List.of(), List.of(), null, null);
        }
        String site = its.getFirst();
        List<OfSubject> all = compliance.site(asked.study, site, asked.range, asked.now);
        int begin = 0;
        if (asked.after != null) {
            while (begin < all.size() && !all.get(begin).subject().equals(asked.after.subject())) {
                begin++;
            }
            begin++;
        }
        List<OfSubject> page =
                all.subList(Math.min(begin, all.size()), Math.min(begin + limit, all.size()));
        boolean more = begin + limit < all.size();
        return asked.answer(
                List.of(row(site, all)),
                page.stream().map(it -> new SubjectRow(it.subject(), it.counts())).toList(),
                null,
                more ? new Place(site, asked.study, page.getLast().subject()) : null);
    }

    private Answer ofSites(Asked asked, Scope scope, @Nullable Integer given) {
        int limit = limit(given, Compliance.MOST_SITES);
        String after = asked.after == null ? "" : asked.after.site();
        List<String> sites = compliance.sites(asked.study, scope, after, limit);
        return asked.answer(
                sites.stream()
                        .map(site ->
                                row(
                                        site,
                                        compliance.site(asked.study, site, asked.range, asked.now)))
                        .toList(),
                List.of(),
                null,
                sites.size() < limit ? null : new Place(sites.getLast(), asked.study, ""));
    }

    private static SiteRow row(String site, List<OfSubject> subjects) {
        return new SiteRow(
                site,
                subjects.size(),
                Counts.sum(subjects.stream().map(OfSubject::counts).toList()));
    }

    /** Whom to call, the longest overdue first. */
    @GetMapping("/overdue")
    OverdueAnswer overdue(
            @RequestParam(name = "study", required = false) @Nullable String study,
            @RequestParam(name = "site", required = false) @Nullable String site,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @AuthenticationPrincipal Caller caller) {
        int most = limit(limit, SubjectsController.MOST);
        Instant now = compliance.now();
        List<Overdue> all =
                compliance.overdue(
                        study == null ? null : Registration.id("study", study),
                        site == null
                                ? caller.scope()
                                : caller.scope().at(Registration.id("site", site)),
                        now);
        return new OverdueAnswer(now, all.size(), all.subList(0, Math.min(most, all.size())));
    }

    private static int limit(@Nullable Integer given, int most) {
        int limit = given == null ? most : given;
        SubjectsController.mustBeUpTo(most, limit);
        return limit;
    }

    private static Range range(@Nullable String from, @Nullable String until) {
        LocalDate first = day("from", from);
        LocalDate last = day("until", until);
        if (first != null
                && last != null
                && (first.isAfter(last)
                        || first.isBefore(last.minusDays(Compliance.MOST_DAYS - 1L)))) {
            throw new Refused(
                    Problem.INVALID_PARAMETER,
                    "from and until must be in this order, "
                            + Compliance.MOST_DAYS
                            + " days at the most.");
        }
        return new Range(first, last, Compliance.MOST_DAYS);
    }

    /**
     * A day as parameters and bodies have it.
     *
     * @throws Refused when it is none
     */
    static @Nullable LocalDate day(String name, @Nullable String text) {
        try {
            LocalDate day = text == null ? null : LocalDate.parse(text);
            if (day == null || (day.getYear() >= 2000 && day.getYear() < 2100)) {
                return day;
            }
        } catch (DateTimeException e) {
            // As below.
        }
        throw new Refused(
                Problem.INVALID_PARAMETER,
                name + " must be a day from 2000 to 2099, such as 2026-03-01.");
    }

    private record Asked(String study, Range range, @Nullable Place after, Instant now) {

        Answer answer(
                List<SiteRow> sites,
                List<SubjectRow> subjects,
                @Nullable List<Slot> expected,
                @Nullable Place next) {
            return new Answer(
                    now,
                    study,
                    range.from(),
                    range.until(),
                    Counts.DENOMINATOR,
                    sites,
                    subjects,
                    expected,
                    next == null ? null : next.written());
        }
    }

    /**
     * What was expected and what came.
     *
     * @param from as it was asked; null for as far back as one may ask
     * @param until as it was asked; null for each subject's today
     * @param denominator what is counted
     * @param reports each that was expected, when one subject was asked for
     * @param next what to give as {@code after} for the next page; null on the last
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Answer(
            Instant asOf,
            String study,
            @Nullable LocalDate from,
            @Nullable LocalDate until,
            String denominator,
            List<SiteRow> sites,
            List<SubjectRow> subjects,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Slot> reports,
            @Nullable String next) {}

    /** A site with all of its subjects. */
    record SiteRow(String site, int subjects, @JsonUnwrapped Counts counts) {}

    /** A subject. */
    record SubjectRow(String subject, @JsonUnwrapped Counts counts) {

        @Override
        public String toString() {
            return "SubjectRow[redacted]";
        }
    }

    /**
     * Who is overdue.
     *
     * @param total how many there are, with those that are not shown
     */
    record OverdueAnswer(Instant asOf, int total, List<Overdue> overdue) {}
}
