package io.eprointake.dashboard;

import io.eprointake.alerts.Worklist;
import io.eprointake.audit.Act.What;
import io.eprointake.audit.TrailFeed;
import io.eprointake.audit.TrailFeed.Done;
import io.eprointake.enrollment.Enrollment;
import io.eprointake.enrollment.SiteCount;
import io.eprointake.journal.Reports;
import io.eprointake.leakwatch.Loop;
import io.eprointake.leakwatch.LoopLifecycle;
import io.eprointake.leakwatch.Loops;
import io.eprointake.leakwatch.Phase;
import io.eprointake.store.Store;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Looks what changed, on all replicas, and tells the pages whose it is. While none is open it reads
 * nothing. What it passes over, since too much came at once, a page reads by itself a minute later.
 */
final class ChangesLoop implements LoopLifecycle {

    private static final Duration LAST = Duration.ofSeconds(3);

    /** So many acts or alerts are looked at in a round. */
    private static final int MOST = 300;

    private static final Set<String> OF_ALERTS =
            words(What.ACKNOWLEDGED, What.TAKEN_BACK, What.ESCALATED);
    private static final Set<String> OF_REPORTS =
            words(What.ACCEPTED, What.AMENDED, What.RELEASED, What.REPLAYED);

    private final Subscriptions pages;
    private final TrailFeed trail;
    private final Worklist worklist;
    private final Reports reports;
    private final Enrollment enrollment;
    private final Duration interval;
    private final Loop loop;
    private long lastAlert;
    private Map<String, Long> enrolled = Map.of();
    private boolean looking;

    ChangesLoop(
            Subscriptions pages,
            Store store,
            Worklist worklist,
            Reports reports,
            Enrollment enrollment,
            Duration interval,
            Loops loops) {
        this.pages = pages;
        this.trail = new TrailFeed(store, MOST);
        this.worklist = worklist;
        this.reports = reports;
        this.enrollment = enrollment;
        this.interval = interval;
        this.loop = loops.loop("page-changes", Phase.NEW_WORK, LAST, this);
    }

    private static Set<String> words(What... several) {
        return List.of(several).stream().map(What::word).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Duration round() {
        if (pages.none()) {
            looking = false;
        } else if (looking) {
            tellOfAlerts();
            tellOfActs(trail.next());
            tellOfEnrollment();
        } else {
            // A page reads when it opens; it is told of what comes from now on.
            lastAlert = worklist.last();
            trail.rewind();
            trail.next();
            enrolled = counts();
            looking = true;
        }
        return interval;
    }

    /** The AI's come without an act of anybody's. */
    private void tellOfAlerts() {
        List<Long> raised = worklist.after(lastAlert, MOST);
        if (!raised.isEmpty()) {
            pages.tell(Topic.ALERTS, worklist.sites(raised));
            lastAlert = raised.size() < MOST ? raised.getLast() : worklist.last();
        }
    }

    private void tellOfActs(List<Done> acts) {
        pages.tell(Topic.ALERTS, worklist.sites(records(acts, OF_ALERTS, ChangesLoop::alert)));
        pages.tell(Topic.REPORTS, reports.sites(records(acts, OF_REPORTS, UUID::fromString)));
        if (acts.stream().anyMatch(it -> it.what().equals(What.SENT_AGAIN.word()))) {
            pages.tellAll(Topic.DELIVERIES);
        }
    }

    private static <T> Set<T> records(
            List<Done> acts, Set<String> kinds, Function<String, T> read) {
        return acts.stream()
                .filter(it -> kinds.contains(it.what()))
                .map(Done::record)
                .filter(Objects::nonNull)
                .map(read)
                .collect(Collectors.toSet());
    }

    private static Long alert(String record) {
        return Long.valueOf(record.substring(record.indexOf(':') + 1));
    }

    private void tellOfEnrollment() {
        Map<String, Long> now = counts();
        Set<String> changed =
                now.entrySet().stream()
                        .filter(it -> !it.getValue().equals(enrolled.get(it.getKey())))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet());
        pages.tellSites(Topic.ENROLLMENT, changed);
        enrolled = now;
    }

    private Map<String, Long> counts() {
        Map<String, Long> counts = new HashMap<>();
        for (SiteCount site : enrollment.snapshot().sites()) {
            counts.put(site.site(), site.enrolled());
        }
        return counts;
    }

    /** Before the web server waits for its open requests: those of pages would not end. */
    @Override
    public void last() {
        pages.stop();
    }

    @Override
    public Loop loop() {
        return loop;
    }
}
