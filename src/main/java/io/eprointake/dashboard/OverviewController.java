package io.eprointake.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eprointake.alerts.Worklist;
import io.eprointake.dashboard.Overview.Enrolled;
import io.eprointake.enrollment.Enrollment;
import io.eprointake.enrollment.SiteCount;
import io.eprointake.journal.ArrivedToday;
import io.eprointake.journal.Reports;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.report.PlainText;
import io.eprointake.report.ReportState;
import io.eprointake.report.Scope;
import io.eprointake.security.Caller;
import io.eprointake.study.Compliance;
import io.eprointake.study.Studies;
import io.eprointake.study.Study;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.context.annotation.Profile;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What a page's first screen needs, in one call. */
@RestController
@Profile("!analyzer")
class OverviewController {

    private final Worklist worklist;
    private final Reports reports;
    private final ArrivedToday today;
    private final Compliance compliance;
    private final Enrollment enrollment;
    private final Studies studies;
    private final InstantSource clock;
    private final ObjectMapper json;

    OverviewController(
            Worklist worklist,
            Reports reports,
            ArrivedToday today,
            Compliance compliance,
            Enrollment enrollment,
            Studies studies,
            InstantSource clock,
            ObjectMapper json) {
        this.worklist = worklist;
        this.reports = reports;
        this.today = today;
        this.compliance = compliance;
        this.enrollment = enrollment;
        this.studies = studies;
        this.clock = clock;
        this.json = json;
    }

    /** The studies of which something is the caller's, in their order. */
    @GetMapping("/studies")
    StudyList studies(@AuthenticationPrincipal Caller caller) {
        Scope scope = caller.scope();
        Set<String> known = new TreeSet<>(reports.studies(scope));
        for (Study study : studies.all()) {
            if (scope.coversStudy(study.study())
                    && (study.sites().isEmpty()
                            || study.sites().stream()
                                    .anyMatch(it -> scope.coversSite(it.site())))) {
                known.add(study.study());
            }
        }
        return new StudyList(List.copyOf(known));
    }

    record StudyList(List<String> studies) {}

    /** Its ETag is of what it says, and not of when: nothing new is 304. */
    @GetMapping("/studies/{id}/overview")
    ResponseEntity<byte[]> overview(
            @PathVariable("id") String id, @AuthenticationPrincipal Caller caller)
            throws JsonProcessingException {
        String study = PlainText.of(id);
        Scope scope = caller.scope();
        if (!scope.coversStudy(study)) {
            throw new Refused(Problem.NOT_FOUND, "No study of yours has this id.");
        }
        Instant now = clock.instant();
        var overview =
                new Overview(
                        study,
                        worklist.count(study, scope, now),
                        new Overview.Waiting(
                                reports.waiting(study, ReportState.QUARANTINED, scope),
                                reports.waiting(study, ReportState.ANALYSIS_FAILED, scope)),
                        today(study, scope, now),
                        compliance.lastWeek(study, scope),
                        enrolled(studies.of(study), scope),
                        studies.of(study).answering().actions());
        ObjectNode answer = json.valueToTree(overview);
        String tag = DigestUtils.md5DigestAsHex(json.writeValueAsBytes(answer));
        answer.put("as_of", now.toString());
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noCache())
                .eTag(tag)
                .body(json.writeValueAsBytes(answer));
    }

    /** The sites of the study's file; without one, all that enrolled anybody. */
    private Overview.Today today(String study, Scope scope, Instant now) {
        String named = studies.of(study).timeZone();
        ZoneId zone = named == null ? ZoneOffset.UTC : ZoneId.of(named);
        Instant since = LocalDate.ofInstant(now, zone).atStartOfDay(zone).toInstant();
        Map<String, Long> byState = new LinkedHashMap<>();
        today.since(since, study, scope)
                .forEach((state, count) -> byState.put(state.word(), count));
        return new Overview.Today(since, byState);
    }

    private List<Enrolled> enrolled(Study study, Scope scope) {
        Map<String, Enrolled> sites = new TreeMap<>();
        for (Study.Site site : study.sites()) {
            if (scope.coversSite(site.site())) {
                sites.put(site.site(), new Enrolled(site.site(), 0, site.target()));
            }
        }
        for (SiteCount counted : enrollment.snapshot().within(scope).sites()) {
            Enrolled site = sites.get(counted.site());
            if (site != null || study.sites().isEmpty()) {
                sites.put(
                        counted.site(),
                        new Enrolled(
                                counted.site(),
                                counted.enrolled(),
                                site == null ? null : site.target()));
            }
        }
        return List.copyOf(sites.values());
    }
}
