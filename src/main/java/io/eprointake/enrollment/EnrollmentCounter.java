package io.eprointake.enrollment;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * How many patients are enrolled, in memory. It is told where a site stands, not what to add: of
 * two reads of a site the one with the higher version is the later, so being told twice, late or
 * out of order changes nothing.
 */
final class EnrollmentCounter {

    private static final Count NOBODY = new Count(0, 0);

    private final ConcurrentNavigableMap<String, Site> sites = new ConcurrentSkipListMap<>();
    private volatile Count all = NOBODY;

    /**
     * The site stands here, or stood here and has changed since: a count may fall, a version never.
     *
     * @param version grows with every change of the site in the store
     * @return the total, which includes it
     */
    long at(String site, long enrolled, long version) {
        Site counted = sites.computeIfAbsent(site, absent -> new Site());
        // Updates of one site take turns, so that one that finds its version reached finds it in
        // the total too. Updates of two sites meet only in the total.
        synchronized (counted) {
            Count known = counted.count;
            if (version <= known.version) {
                return all.enrolled;
            }
            counted.count = new Count(enrolled, version);
            return add(enrolled - known.enrolled, version - known.version);
        }
    }

    private synchronized long add(long more, long changes) {
        Count before = all;
        all = new Count(before.enrolled + more, before.version + changes);
        return all.enrolled;
    }

    long total() {
        return all.enrolled;
    }

    /** The sum of the versions of all sites: while it is the same, so are they. It never falls. */
    long version() {
        return all.version;
    }

    boolean knows(String site) {
        return sites.containsKey(site);
    }

    int sites() {
        return sites.size();
    }

    /**
     * All sites at one moment. A site changes before the total, and no version ever falls: sites
     * whose versions add up to one that was read before them are exactly what it was made of.
     */
    Counts counts() {
        while (true) {
            Count expected = all;
            long versions = 0;
            List<SiteCount> counts = new ArrayList<>();
            for (var site : sites.entrySet()) {
                Count count = site.getValue().count;
                versions += count.version;
                if (count.version > 0) { // a new site is there a moment before its first count
                    counts.add(new SiteCount(site.getKey(), count.enrolled));
                }
            }
            if (versions == expected.version) {
                return new Counts(expected.enrolled, expected.version, counts);
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

    private record Count(long enrolled, long version) {}

    private static final class Site {
        private volatile Count count = NOBODY;
    }
}
