package io.eprointake.enrollment;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many patients are enrolled, in memory. It is told where a site stands, not what to add: of
 * two reads of a site the one with the higher version is the later, so being told twice, late or
 * out of order changes nothing.
 *
 * <p>Those who tell of one site take turns; sites do not wait for each other, and nobody who reads
 * waits for a lock. A site's change is announced in {@link #changes}, added to the total, and then
 * shown: while the versions that are shown add up to those announced, the total is their sum.
 * Without turns, two changes of a site could be added in the other order, and the total be one that
 * never was.
 */
final class EnrollmentCounter {

    private final ConcurrentSkipListMap<String, Site> sites = new ConcurrentSkipListMap<>();

    private final AtomicLong total = new AtomicLong();

    /** The sum of the versions of all sites. */
    private final AtomicLong changes = new AtomicLong();

    /**
     * The site stands here, or stood here and has changed since: a count may fall, a version never.
     *
     * @param version grows with every change of the site in the store; 1 or more
     * @return the total, which includes it
     */
    long at(String site, long enrolled, long version) {
        // All memory is taken before anything changes: the site must not change without the total.
        var told = new Count(enrolled, version);
        Site its = sites.computeIfAbsent(site, name -> new Site());
        synchronized (its) {
            Count known = its.stands;
            if (version <= known.version) {
                return total.get();
            }
            changes.addAndGet(version - known.version);
            long after = total.addAndGet(enrolled - known.enrolled);
            its.stands = told;
            return after;
        }
    }

    long total() {
        return total.get();
    }

    /**
     * The sum of the versions of all sites: while it is the same, so are they. It never falls, and
     * may be ahead of a change that is being told, never behind one.
     */
    long version() {
        return changes.get();
    }

    boolean knows(String site) {
        return sites.containsKey(site);
    }

    int sites() {
        return sites.size();
    }

    /** All sites at one moment: looks again when one of them changed meanwhile. */
    Counts counts() {
        while (true) {
            long version = changes.get();
            List<SiteCount> counts = new ArrayList<>();
            long enrolled = 0;
            long versions = 0;
            for (var site : sites.entrySet()) {
                Count count = site.getValue().stands;
                if (count.version > 0) {
                    counts.add(new SiteCount(site.getKey(), count.enrolled));
                    enrolled += count.enrolled;
                    versions += count.version;
                }
            }
            if (versions == version && changes.get() == version) {
                return new Counts(enrolled, version, counts);
            }
            Thread.onSpinWait();
        }
    }

    /**
     * @param total the sum of the sites
     * @param version as {@link #version()}
     * @param sites by name
     */
    record Counts(long total, long version, List<SiteCount> sites) {}

    private static final class Site {

        private static final Count NEW = new Count(0, 0);

        volatile Count stands = NEW;
    }

    private record Count(long enrolled, long version) {}
}
