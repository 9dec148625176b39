package io.eprointake.deidentify.transform;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The dates of one column: the latest, and whether one day is that of many subjects. Such a day is
 * mostly known from elsewhere (an open end, the day of the export), and then tells each subject's
 * shift. Counted are pairs of subject and day; when they are too many, those of a part of the
 * subjects. Of one thread.
 */
final class SeenDates {

    /** Of a file, at a time. */
    static final int MOST_PAIRS = 16_384;

    /** Of fewer pairs, nothing is told. */
    static final int FEWEST_PAIRS = 20;

    private static final int SHARED_PERCENT = 30;

    /** One birth of 365 is on that day, where none is guessed. */
    private static final int NEW_YEAR_PERCENT = 10;

    private final LocalDate today;
    private final Set<Pair> pairs = new HashSet<>();
    private @Nullable LocalDate latest;
    private int bits;

    private record Pair(long subject, LocalDate day) {}

    private static boolean isOf(long subject, int bits) {
        return (subject & (1L << bits) - 1) == 0;
    }

    SeenDates(LocalDate today) {
        this.today = today;
    }

    void add(LocalDate day, String subject) {
        if (!day.isAfter(today) && (latest == null || day.isAfter(latest))) {
            latest = day;
        }
        long hash = Hash.of(subject);
        if (isOf(hash, bits) && pairs.add(new Pair(hash, day)) && pairs.size() > MOST_PAIRS) {
            bits++;
            pairs.removeIf(one -> !isOf(one.subject, bits));
        }
    }

    /** None of the future; null when there is none. */
    @Nullable LocalDate latest() {
        return latest;
    }

    /** Whether one day, or the first of January, is that of too many subjects. */
    boolean isShared() {
        Map<LocalDate, Integer> days = new HashMap<>();
        pairs.forEach(pair -> days.merge(pair.day, 1, Integer::sum));
        int most = days.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        long newYears = pairs.stream().filter(pair -> pair.day.getDayOfYear() == 1).count();
        return pairs.size() >= FEWEST_PAIRS
                && (most * 100 > pairs.size() * SHARED_PERCENT
                        || newYears * 100 > (long) pairs.size() * NEW_YEAR_PERCENT);
    }
}
