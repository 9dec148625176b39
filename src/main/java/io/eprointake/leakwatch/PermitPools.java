package io.eprointake.leakwatch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/** The pools of permits there are, by name. */
@Component
public final class PermitPools {

    private final Map<String, Permits> pools = new ConcurrentHashMap<>();
    private final MeterRegistry meters;

    public PermitPools(MeterRegistry meters) {
        this.meters = meters;
    }

    /**
     * Opens a pool, for as long as the service runs.
     *
     * @param name of the resource it bounds; a metric tag
     * @param onReturn told each time a permit is back, by the thread that gave it back
     * @throws IllegalStateException when there is a pool of that name
     */
    public Permits open(String name, int total, Runnable onReturn) {
        Permits pool = new Permits(name, total, onReturn);
        if (pools.putIfAbsent(name, pool) != null) {
            throw new IllegalStateException("two pools of permits are named " + name);
        }
        gauge(pool, "in_use", Permits.Numbers::inUse);
        gauge(pool, "cut_not_freed", Permits.Numbers::cutNotFreed);
        gauge(pool, "available", Permits.Numbers::available);
        return pool;
    }

    private void gauge(Permits pool, String state, ToDoubleFunction<Permits.Numbers> number) {
        Gauge.builder("epro.permits", pool, p -> number.applyAsDouble(p.numbers()))
                .description("Permits of a bounded resource")
                .tags("name", pool.name(), "state", state)
                .register(meters);
    }

    Map<String, Permits.Numbers> numbers() {
        Map<String, Permits.Numbers> numbers = new TreeMap<>();
        pools.forEach((name, pool) -> numbers.put(name, pool.numbers()));
        return numbers;
    }
}
