package io.eprointake.enrollment;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many patients are enrolled, in memory. It is told where a site stands, not what to add: a
 * site only ever grows, so the larger number is the later one, and being told twice, late or out of
 * order changes nothing.
 */
final class EnrollmentCounter {

    private final ConcurrentNavigableMap<String, AtomicLong> sites = new ConcurrentSkipListMap<>();
    private final AtomicLong total = new AtomicLong();

    /**
     * The site has at least this many.
     *
     * @return the total, which includes them
     */
    long at(String site, long enrolled) {
        AtomicLong count = sites.computeIfAbsent(site, absent -> new AtomicLong());
        // Updates of one site take turns, so that one that finds its number reached finds it in the
        // total too. Updates of two sites meet only in the total.
        synchronized (count) {
            long more = enrolled - count.get();
            if (more <= 0) {
                return total.get();
            }
            count.set(enrolled);
            return total.addAndGet(more);
        }
    }

    long total() {
        return total.get();
    }

    boolean knows(String site) {
        return sites.containsKey(site);
    }

    int sites() {
        return sites.size();
    }

    /**
     * All sites at one moment. A site is raised before the total, and neither ever falls: sites
     * that add up to a total read before them hold exactly what that total was made of.
     */
    Counts counts() {
        while (true) {
            long expected = total.get();
            long sum = 0;
            List<SiteCount> counts = new ArrayList<>();
            for (var site : sites.entrySet()) {
                long enrolled = site.getValue().get();
                sum += enrolled;
                if (enrolled > 0) { // a new site is there a moment before its first patients
                    counts.add(new SiteCount(site.getKey(), enrolled));
                }
            }
            if (sum == expected) {
                return new Counts(expected, counts);
            }
            Thread.onSpinWait();
        }
    }

    /**
     * @param total the sum of the sites
     * @param sites by name
     */
    record Counts(long total, List<SiteCount> sites) {}
}
