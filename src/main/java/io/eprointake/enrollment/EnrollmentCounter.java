package io.eprointake.enrollment;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How many patients are enrolled, in memory. It is told where a site stands, not what to add: of
 * two reads of a site the one with the higher version is the later, so being told twice, late or
 * out of order changes nothing.
 */
final class EnrollmentCounter {

    private static final Count NOBODY = new Count(0, 0);

    @GuardedBy("this")
    private final NavigableMap<String, Count> sites = new TreeMap<>();

    /** Of all sites; changes with them, under the lock, and is read without it. */
    private volatile Count all = NOBODY;

    /**
     * The site stands here, or stood here and has changed since: a count may fall, a version never.
     *
     * @param version grows with every change of the site in the store
     * @return the total, which includes it
     */
    synchronized long at(String site, long enrolled, long version) {
        Count known = sites.getOrDefault(site, NOBODY);
        Count before = all;
        if (version <= known.version) {
            return before.enrolled;
        }
        // All memory is taken before anything changes: the site must not change without the total.
        Count after =
                new Count(
                        before.enrolled + enrolled - known.enrolled,
                        before.version + version - known.version);
        sites.put(site, new Count(enrolled, version));
        all = after;
        return after.enrolled;
    }

    long total() {
        return all.enrolled;
    }

    /** The sum of the versions of all sites: while it is the same, so are they. It never falls. */
    long version() {
        return all.version;
    }

    synchronized boolean knows(String site) {
        return sites.containsKey(site);
    }

    synchronized int sites() {
        return sites.size();
    }

    /** All sites at one moment. */
    synchronized Counts counts() {
        List<SiteCount> counts = new ArrayList<>(sites.size());
        sites.forEach((site, count) -> counts.add(new SiteCount(site, count.enrolled)));
        return new Counts(all.enrolled, all.version, counts);
    }

    /**
     * @param total the sum of the sites
     * @param version as {@link #version()}
     * @param sites by name
     */
    record Counts(long total, long version, List<SiteCount> sites) {}

    private record Count(long enrolled, long version) {}
}
