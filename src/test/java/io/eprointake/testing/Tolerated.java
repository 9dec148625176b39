package io.eprointake.testing;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Threads that outlive the test which happened to be the first to need them.
 *
 * @param name all of it
 * @param reason why nobody has to end it
 */
record Tolerated(Pattern name, String reason) {

    private static final List<Tolerated> ALL =
            List.of(
                    named("ForkJoinPool(.commonPool)?-.*", "the JVM's carriers and its timer"),
                    named(
                            "(Master|Sub|Read|Write)-?Poller.*",
                            "the JVM wakes virtual threads by it"),
                    named("Attach Listener", "the JVM's, from when a tool first looks into it"),
                    named("Keep-Alive-Timer", "the JDK's, of connections that are left open"),
                    named(
                            "executor-(Heartbeat|Rebalance|Fetch|Produce|Topic).*",
                            "a broker's timers, begun when the first is due"),
                    // KeySets has one for the JVM, and whoever is the first to ask it begins them.
                    named(
                            "HttpClient-\\d+-(SelectorManager|Worker-\\d+)",
                            "the JDK's, until its client is forgotten"),
                    named("process reaper.*", "the JVM waits for processes by it"),
                    named("(VirtualThread-un|Cleaner|Common-Cleaner|JNA Cleaner).*", "the JVM's"),
                    named("CircuitBreakerAuto.*", "resilience4j has one, and no way to end it"),
                    named(
                            "metrics-meter-tick-thread.*",
                            "Kafka's broker has two, and never ends them"),
                    named("proxy(-.*)?", "of the broker that all tests share"),
                    named("awaitility.*", "the look itself waits by it"));

    private static Tolerated named(String name, String reason) {
        return new Tolerated(Pattern.compile(name), reason);
    }

    static boolean is(LiveThread thread) {
        return ALL.stream().anyMatch(it -> it.name.matcher(thread.name()).matches());
    }
}
