package io.eprointake.leakwatch;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /actuator/leakwatch} answers.
 *
 * @param openFileDescriptors -1 where the system does not say
 */
@JsonNaming(SnakeCaseStrategy.class)
public record LeakwatchReading(
        Instant asOf,
        Verdict verdict,
        AllThreads threads,
        Tasks tasks,
        PendingDeadlines deadlines,
        Map<String, Permits.Numbers> permits,
        long openFileDescriptors) {

    record AllThreads(PlatformThreads platform, VirtualThreads virtual) {}

    record PlatformThreads(int live, int daemon, int peak, long started, List<Group> groups) {}

    /** Platform threads whose names differ in numbers only. */
    record Group(String name, int count, Map<Thread.State, Integer> states) {}

    /**
     * @param live those made by {@link Threads}, parked ones too
     * @param queued ready to run and waiting for a carrier
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record VirtualThreads(
            long live, int mounted, long queued, int carriers, Map<String, Long> byName) {}

    /**
     * @param running neither cut nor overdue beyond the grace
     * @param cut and within the grace
     * @param leaked now
     * @param freed in all, after they were cut; {@code freedLate} after they had leaked
     * @param leaks those leaked now, as many as are listed, grouped by where they hang
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Tasks(
            long running,
            long cut,
            long leaked,
            long ended,
            long freed,
            long freedLate,
            long oldestAgeMs,
            Map<String, Counts> byKind,
            List<LeakGroup> leaks) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record Counts(long running, long cut, long leaked, long ended, long freed, long freedLate) {

        Counts plus(Counts other) {
            return new Counts(
                    running + other.running,
                    cut + other.cut,
                    leaked + other.leaked,
                    ended + other.ended,
                    freed + other.freed,
                    freedLate + other.freedLate);
        }
    }

    record LeakGroup(String fingerprint, int count, Stack stack, List<Leak> tasks) {}

    /**
     * @param thread named as the task; null when the task never said which
     * @param origin the line of code that began it
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Leak(
            String id,
            String kind,
            String name,
            Task.State state,
            Instant deadline,
            long overdueMs,
            @Nullable String thread,
            Thread.@Nullable State threadState,
            String origin) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record PendingDeadlines(long pending, double lagMs) {}
}
