package io.eprointake.analysis;

import io.eprointake.journal.Backlog;
import io.eprointake.journal.Claim;
import io.eprointake.journal.Journal;
import io.eprointake.journal.Worker.Place;
import io.eprointake.leakwatch.Loop;
import io.eprointake.leakwatch.LoopLifecycle;
import io.eprointake.leakwatch.Loops;
import io.eprointake.leakwatch.Phase;
import io.eprointake.leakwatch.Signal;
import io.eprointake.logging.Faults;
import io.eprointake.store.StoreRefusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Claims what the journal has, as far as there are places for it. A commit or a returned permit
 * wakes it; the poll is the safety net, and finds what a backoff or an ended lease made due.
 */
final class ClaimLoop implements LoopLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ClaimLoop.class);

    /** One claim takes no more than this, so that replicas share a backlog evenly. */
    private static final int MAX_CLAIM = 64;

    /** A claim waits for its commit, and for no more. */
    private static final Duration LAST_ROUND = Duration.ofSeconds(15);

    private final Faults faults = new Faults(log, Level.WARN, "Nothing could be claimed");
    private final AnalysisService service;
    private final Journal journal;
    private final Backlog backlog;
    private final Duration poll;
    private final Loop loop;

    ClaimLoop(
            AnalysisService service,
            Journal journal,
            Backlog backlog,
            Signal freed,
            Loops loops,
            Duration poll) {
        this.service = service;
        this.journal = journal;
        this.backlog = backlog;
        this.poll = poll;
        this.loop = loops.loop("analysis-claims", Phase.NEW_WORK, LAST_ROUND, freed, this);
    }

    @Override
    public Duration round() {
        return claim() ? Duration.ZERO : poll;
    }

    /** Whether there may be more at once. */
    private boolean claim() {
        List<Place> places = places(service::reserve);
        if (places.isEmpty()) {
            backlog.handBackLost();
            return false;
        }
        List<Claim> claims = List.of();
        try {
            claims = backlog.claim(places.size());
            faults.stayedAway();
        } catch (StoreRefusal refused) {
            faults.came(refused);
        } finally {
            giveUp(places, claims.size());
        }
        take(claims, places.subList(0, claims.size()));
        return claims.size() == places.size();
    }

    /** Where one cannot be taken, the others' places are not kept for nobody. */
    private static void take(List<Claim> claims, List<Place> places) {
        int taken = 0;
        try {
            for (Claim claim : claims) {
                places.get(taken++).take(claim);
            }
        } finally {
            giveUp(places, taken);
        }
    }

    /** As many as there are, or none when that is not known. */
    static List<Place> places(Supplier<@Nullable Place> reserving) {
        // It has room for all of them, so nothing comes between a place and its owner.
        List<Place> places = new ArrayList<>(MAX_CLAIM);
        try {
            Place place = reserving.get();
            while (place != null) {
                places.add(place);
                place = places.size() < MAX_CLAIM ? reserving.get() : null;
            }
            return places;
        } catch (RuntimeException | Error e) {
            giveUp(places, 0);
            throw e;
        }
    }

    private static void giveUp(List<Place> places, int from) {
        for (int i = from; i < places.size(); i++) {
            places.get(i).giveUp();
        }
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void start() {
        journal.offerTo(service);
        LoopLifecycle.super.start();
    }

    @Override
    public void stop() {
        service.stopAccepting();
        LoopLifecycle.super.stop();
    }
}
