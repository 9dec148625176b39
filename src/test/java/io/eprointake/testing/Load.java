package io.eprointake.testing;

import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Posts reports at a steady rate, whether or not the answers keep up, as many phones would. */
public final class Load {

    private static final int MOST_AT_ONCE = 2000;

    private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();

    private Load() {}

    /** Runs it, and returns when the last answer is in. */
    public static Load run(Client client, int perSecond, Duration time) {
        var load = new Load();
        int count = (int) (perSecond * time.toMillis() / 1000);
        var done = new CountDownLatch(count);
        var atOnce = new Semaphore(MOST_AT_ONCE);
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            // From the moment it was due: a late start is latency too.
            long due = start + i * 1_000_000_000L / perSecond;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            atOnce.acquireUninterruptibly();
            Thread.ofVirtual()
                    .name("phone-", i)
                    .start(() -> {
                        try {
                            load.post(client, due);
                        } finally {
                            atOnce.release();
                            done.countDown();
                        }
                    });
        }
        try {
            if (!done.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError(done.getCount() + " posts were not answered");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return load;
    }

    private void post(Client client, long due) {
        UUID id = UUID.randomUUID();
        String narrative = Patients.says("Since Tuesday my feet tingle") + " " + id;
        try {
            var response = client.post(Patients.report(id, Patients.subject(), narrative));
            latencies.add(System.nanoTime() - due);
            if (response.statusCode() != 202) {
                refused.add(response.statusCode() + " " + response.body());
            }
        } catch (RuntimeException e) {
            refused.add(e.toString());
        }
    }

    /** What was not answered 202. */
    public Iterable<String> refused() {
        return refused;
    }

    /** In milliseconds, for example {@code percentile(0.99)}. */
    public double percentile(double share) {
        long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * share))] / 1e6;
    }

    /** The middle one, which a single hiccup of the machine does not move. */
    public static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
