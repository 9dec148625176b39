package io.eprointake.notice;

import io.eprointake.notice.NoticeQueue.Waiting;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What became of notices, and what waits as it was when it was looked at last. */
final class NoticeMeters {

    private final MeterRegistry meters;
    private final InstantSource clock;
    private volatile long waiting;
    private volatile @Nullable Instant oldest;

    NoticeMeters(MeterRegistry meters, InstantSource clock) {
        this.meters = meters;
        this.clock = clock;
        for (Channel channel : Channel.values()) {
            sent(channel, 0);
            failed(channel, 0);
            setAside(channel, 0);
        }
        Gauge.builder("epro.notices.waiting", this, it -> it.waiting)
                .description("Notices that wait to be delivered")
                .register(meters);
        TimeGauge.builder("epro.notices.oldest", this, TimeUnit.MILLISECONDS, NoticeMeters::age)
                .description("How long ago the alert of the oldest of them was raised or escalated")
                .register(meters);
    }

    private double age() {
        Instant since = oldest;
        return since == null ? 0 : Math.max(0, Duration.between(since, clock.instant()).toMillis());
    }

    void saw(Collection<Waiting> now) {
        waiting = now.stream().mapToLong(Waiting::count).sum();
        oldest = now.stream().map(Waiting::oldest).min(Comparator.naturalOrder()).orElse(null);
    }

    void sent(Channel channel, int notices) {
        count("sent", channel, notices);
    }

    /** In an attempt that is followed by another. */
    void failed(Channel channel, int notices) {
        count("failed", channel, notices);
    }

    void setAside(Channel channel, int notices) {
        count("set_aside", channel, notices);
    }

    private void count(String outcome, Channel channel, int notices) {
        Counter.builder("epro.notices")
                .description("Notices, by what became of an attempt to deliver them")
                .tags("outcome", outcome, "channel", channel.word())
                .register(meters)
                .increment(notices);
    }
}
