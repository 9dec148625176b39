package io.eprointake.leakwatch;

import com.sun.management.UnixOperatingSystemMXBean;
import io.eprointake.leakwatch.LeakwatchReading.Group;
import io.eprointake.leakwatch.LeakwatchReading.PlatformThreads;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.springframework.stereotype.Component;

/** What the JVM itself counts. */
@Component
final class Jvm {

    /** As many as connections leave, see {@code Connections}. */
    private static final long SPARE_FILES = 128;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final VirtualThreadSchedulerMXBean scheduler =
            ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    private final OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    private final int listed;

    Jvm(LeakwatchProperties settings) {
        this.listed = settings.maxGroupsListed();
    }

    PlatformThreads platformThreads() {
        return new PlatformThreads(
                threads.getThreadCount(),
                threads.getDaemonThreadCount(),
                threads.getPeakThreadCount(),
                threads.getTotalStartedThreadCount(),
                groups());
    }

    private List<Group> groups() {
        Map<String, List<ThreadInfo>> byName =
                Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                        .filter(Objects::nonNull)
                        .collect(
                                Collectors.groupingBy(
                                        info -> withoutNumbers(info.getThreadName())));
        return byName.entrySet().stream()
                .map(group -> new Group(group.getKey(), group.getValue().size(), states(group)))
                .sorted(Comparator.comparingInt(Group::count).reversed().thenComparing(Group::name))
                .limit(listed)
                .toList();
    }

    private static Map<Thread.State, Integer> states(Map.Entry<String, List<ThreadInfo>> group) {
        return group.getValue().stream()
                .collect(
                        Collectors.toMap(
                                ThreadInfo::getThreadState,
                                _ -> 1,
                                Integer::sum,
                                () -> new EnumMap<>(Thread.State.class)));
    }

    /** {@code http-nio-8080-exec-7} and its nine brothers have one name: each number is a *. */
    static String withoutNumbers(String name) {
        StringBuilder prefix = new StringBuilder(name.length());
        boolean inNumber = false;
        for (int i = 0; i < name.length(); i++) {
            boolean digit = Character.isDigit(name.charAt(i));
            if (!digit) {
                prefix.append(name.charAt(i));
            } else if (!inNumber) {
                prefix.append('*');
            }
            inNumber = digit;
        }
        return prefix.toString();
    }

    int mounted() {
        return scheduler.getMountedVirtualThreadCount();
    }

    long queued() {
        return scheduler.getQueuedVirtualThreadCount();
    }

    int carriers() {
        return scheduler.getPoolSize();
    }

    /** -1 where the system does not say. */
    long openFileDescriptors() {
        return system instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : -1;
    }

    /** Whether so few are left that connections and files may soon find none. */
    boolean fewFileDescriptors() {
        return system instanceof UnixOperatingSystemMXBean unix
                && unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount()
                        < SPARE_FILES;
    }
}
