package io.eprointake.study;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.eprointake.study.Slot.State;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many reports were expected, and how many of them came.
 *
 * @param expected all of them
 * @param due the denominator: those that came, are overdue or were missed; not those that are not
 *     yet due, and not those that are excused
 * @param rate those that came in time or late, of those that are due, to four digits; null when
 *     none is
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Counts(
        long expected,
        long due,
        long inTime,
        long late,
        long overdue,
        long missed,
        long notYetDue,
        long excused,
        @Nullable Double rate) {

    /** As answers have it. */
    static final String DENOMINATOR =
            "due = in_time + late + overdue + missed; rate = (in_time + late) / due; not_yet_due and"
                    + " excused are expected and not due";

    static Counts of(List<Slot> slots) {
        Map<State, Long> by = new EnumMap<>(State.class);
        slots.forEach(slot -> by.merge(slot.state(), 1L, Long::sum));
        return of(
                by.getOrDefault(State.IN_TIME, 0L),
                by.getOrDefault(State.LATE, 0L),
                by.getOrDefault(State.OVERDUE, 0L),
                by.getOrDefault(State.MISSED, 0L),
                by.getOrDefault(State.NOT_YET_DUE, 0L),
                by.getOrDefault(State.EXCUSED, 0L));
    }

    private static Counts of(
            long inTime, long late, long overdue, long missed, long notYetDue, long excused) {
        long due = inTime + late + overdue + missed;
        return new Counts(
                due + notYetDue + excused,
                due,
                inTime,
                late,
                overdue,
                missed,
                notYetDue,
                excused,
                due == 0 ? null : Math.round((inTime + late) * 1e4 / due) / 1e4);
    }

    static Counts sum(List<Counts> counts) {
        return of(
                counts.stream().mapToLong(Counts::inTime).sum(),
                counts.stream().mapToLong(Counts::late).sum(),
                counts.stream().mapToLong(Counts::overdue).sum(),
                counts.stream().mapToLong(Counts::missed).sum(),
                counts.stream().mapToLong(Counts::notYetDue).sum(),
                counts.stream().mapToLong(Counts::excused).sum());
    }
}
