package io.eprointake.demo;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.demo.Trial.Patient;
import io.eprointake.demo.Trial.Site;
import io.eprointake.report.Scope;
import io.eprointake.security.LocalTokens;
import io.eprointake.security.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What site staff and patients do, each with a token of theirs. */
final class People {

    private static final Duration LIFE = Duration.ofDays(89);
    private static final long LOOK_MILLIS = 5;
    private static final Duration MOST = Duration.ofMinutes(1);
    private static final int MOST_ALERTS = 200;

    private final Calls calls;
    private final LocalTokens tokens;
    private final String coordinator;
    private final Map<String, String> staff = new HashMap<>();
    private final Map<String, String> phones = new HashMap<>();
    private final Tally tally;

    People(Calls calls, LocalTokens tokens, List<Site> sites, Tally tally) {
        this.tally = tally;
        this.calls = calls;
        this.tokens = tokens;
        this.coordinator =
                token("study coordinator", sites.stream().map(Site::name).collect(toSet()));
    }

    private String token(String name, Set<String> sites) {
        Scope scope = new Scope(Set.of(Trial.STUDY), sites, null);
        return tokens.sign(name, Role.SITE, Set.of(), scope, LIFE);
    }

    private String staff(Site site) {
        return staff.computeIfAbsent(site.name(), name -> token("nurse of " + name, Set.of(name)));
    }

    /** A site tells that it has enrolled a patient, and lets the patient's phone in. */
    void enroll(Patient patient) throws IOException, InterruptedException {
        count(patient, 1, null, true);
        JsonNode device = calls.post("/devices", staff(patient.site()), whose(patient), 201);
        phones.put(
                patient.subject(),
                calls.post(
                                "/devices/activate",
                                null,
                                Map.of("code", device.path("code").asText()),
                                201)
                        .path("token")
                        .asText());
    }

    /** The same update once more, as a site sends it whose line broke. */
    void enrollAgain(Patient patient) throws IOException, InterruptedException {
        count(patient, 1, null, false);
    }

    /** A patient turned out not to fit. */
    void takeBack(Patient patient, String withdrawnAt) throws IOException, InterruptedException {
        count(patient, -1, withdrawnAt, true);
    }

    private void count(Patient patient, int patients, @Nullable String withdrawnAt, boolean first)
            throws IOException, InterruptedException {
        Map<String, Object> subject = new HashMap<>(whose(patient));
        subject.put("started_at", patient.startedAt().toString());
        subject.put("time_zone", patient.site().zone().getId());
        Map<String, Object> update = new HashMap<>();
        update.put("event_id", patient.subject() + "/" + patients);
        update.put("site", patient.site().name());
        update.put("patients", patients);
        update.put("subject", subject);
        if (withdrawnAt != null) {
            subject.put("withdrawn_at", withdrawnAt);
            update.put("reason", "screen failure");
        }
        JsonNode answer = calls.post("/enrollment", staff(patient.site()), update, 200);
        if (answer.path("applied").asBoolean() != first) {
            throw new IOException("an enrollment update was counted wrongly");
        }
        tally.enrolled(first ? patients : 0);
    }

    private static Map<String, Object> whose(Patient patient) {
        return Map.of(
                "study", Trial.STUDY, "site", patient.site().name(), "subject", patient.subject());
    }

    /** A patient's phone sends what was answered. */
    void send(Patient patient, Map<String, Object> report)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        calls.post("/reports", Objects.requireNonNull(phones.get(patient.subject())), report, 202);
        tally.acknowledged(System.nanoTime() - began);
    }

    /** Waits until nothing of it is under way. */
    void awaitAnalyzed(Map<String, Object> report) throws IOException, InterruptedException {
        String path = "/reports/" + report.get("report_id");
        long began = System.nanoTime();
        while (Set.of("received", "analyzing")
                .contains(calls.get(path, coordinator).path("state").asText())) {
            if (System.nanoTime() - began > MOST.toNanos()) {
                throw new IOException("a report was not analyzed within " + MOST);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /** Answers alerts of the worklist's first page. */
    void answerAlerts(Predicate<JsonNode> which) throws IOException, InterruptedException {
        Map<String, List<Long>> actions = new HashMap<>();
        for (JsonNode alert :
                calls.get("/alerts?limit=" + MOST_ALERTS, coordinator).path("alerts")) {
            if (which.test(alert)) {
                actions.computeIfAbsent(action(alert), it -> new ArrayList<>())
                        .add(alert.path("id").asLong());
            }
        }
        for (var each : actions.entrySet()) {
            Map<String, Object> answer = Map.of("alerts", each.getValue(), "action", each.getKey());
            calls.post("/alerts/acknowledge", coordinator, answer, 200);
            tally.answered(each.getValue().size());
        }
    }

    /** By which an alert is answered in a round or not; always the same, 0 to 1. */
    double chance(JsonNode alert, long round) {
        return new Random(alert.path("id").asLong() * 7919 + round).nextDouble();
    }

    private static String action(JsonNode alert) {
        if (alert.hasNonNull("red_flag")) {
            return "referred";
        }
        return alert.path("id").asLong() % 3 == 0 ? "advised" : "called_patient";
    }

    /** How many patients the service says there are. */
    long enrolled() throws IOException, InterruptedException {
        return calls.get("/enrollment", coordinator).path("total_enrollment").asLong();
    }
}
