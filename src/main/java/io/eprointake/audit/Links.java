package io.eprointake.audit;

import io.eprointake.audit.Act.Change;
import io.eprointake.audit.Act.What;
import io.eprointake.leakwatch.Loop;
import io.eprointake.leakwatch.LoopLifecycle;
import io.eprointake.leakwatch.Loops;
import io.eprointake.leakwatch.Phase;
import io.eprointake.store.Replica;
import io.eprointake.store.Store;
import io.eprointake.store.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of the start and the stop, and mentions all other chains in this replica's, at the start
 * and once a day: what they said by then cannot be said otherwise later. Where its own chain stands
 * is told to the log, which is kept elsewhere. Once a minute it has the {@link Heads} looked at.
 */
final class Links implements LoopLifecycle {

    static final Duration EVERY = Duration.ofDays(1);

    /** In one entry. */
    static final int MOST = 256;

    private static final Logger log = LoggerFactory.getLogger(Links.class);
    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final Duration LAST = Duration.ofSeconds(3);

    private static final String NEWS =
            """
            select c.chain, c.number, c.hash
            from audit_chain c left join audit_link l on l.chain = c.chain
            where c.number > coalesce(l.number, 0) and not (c.replica = ? and c.writer = ?)
            order by c.chain limit ?
            """;

    /** In a table of its own: a chain's row belongs to its writer until the commit. */
    private static final String MENTION =
            """
            insert into audit_link (chain, number) values (?, ?)
            on conflict (chain) do update set number = excluded.number
            where excluded.number > audit_link.number
            """;

    private final Store store;
    private final Trail trail;
    private final Replica replica;
    private final Map<String, String> settings;
    private final LongSupplier nanos;
    private final AnchorKeeper keeper;
    private final Heads heads;
    private final Loop loop;
    private boolean told;
    private boolean more;
    private long linkedAt;
    private @Nullable Anchor notKept;

    /**
     * Not begun yet.
     *
     * @param settings that were set, without secrets
     * @param nanos a clock that is never set
     */
    Links(
            Store store,
            Trail trail,
            Replica replica,
            Map<String, String> settings,
            LongSupplier nanos,
            AnchorKeeper keeper,
            Heads heads,
            Loops loops) {
        this.store = store;
        this.trail = trail;
        this.replica = replica;
        this.settings = settings;
        this.nanos = nanos;
        this.keeper = keeper;
        this.heads = heads;
        this.loop = loops.loop("audit-links", Phase.OUTCOMES, LAST, this);
    }

    @Override
    public Duration round() throws InterruptedException {
        long now = nanos.getAsLong();
        if (told && !more && now - linkedAt < EVERY.toNanos()) {
            keep(notKept);
            heads.look();
            return LOOK;
        }
        Linked linked = store.await(store.write(this::link));
        told = true;
        linkedAt = now;
        more = linked.full;
        tell(linked.anchor);
        keep(linked.anchor);
        heads.look();
        return more ? Duration.ZERO : LOOK;
    }

    private void keep(@Nullable Anchor anchor) throws InterruptedException {
        notKept = anchor == null || keeper.keep(anchor) ? null : anchor;
    }

    /** What is told at the stop nobody waits for long. */
    @Override
    public void last() {
        if (told) {
            tell(
                    store.await(
                            store.write(tx -> trail.append(tx, List.of(of(What.STOPPED)))),
                            System.nanoTime() + LAST.toNanos() / 2));
            told = false;
        }
    }

    private static void tell(Anchor anchor) {
        log.atInfo().addKeyValue("anchor", anchor).log("Anchor of the audit trail");
    }

    private Linked link(Tx tx) throws SQLException {
        List<Act> acts = new ArrayList<>();
        if (!told) {
            acts.add(of(What.STARTED, started(tx)));
        }
        List<Anchor> others =
                tx.query(
                        NEWS,
                        row -> new Anchor(row.getLong(1), row.getLong(2), row.getBytes(3)),
                        replica.name(),
                        tx.writer(),
                        MOST);
        if (!others.isEmpty()) {
            acts.add(
                    of(
                            What.LINKED,
                            others.stream()
                                    .map(it -> new Change(TrailCheck.ANCHOR, null, it.toString()))
                                    .toArray(Change[]::new)));
            tx.updateAll(
                    MENTION,
                    others.stream()
                            .map(it -> new @Nullable Object[] {it.chain(), it.number()})
                            .toList());
        }
        return new Linked(trail.append(tx, acts), others.size() == MOST);
    }

    private Act of(What what, Change... changes) {
        return new Act(what, Actor.SERVICE, null, replica.name(), changes);
    }

    private Change[] started(Tx tx) throws SQLException {
        List<Change> changes = new ArrayList<>();
        long before = tx.query("select seq from audit_before", row -> row.getLong(1)).getFirst();
        changes.add(new Change(TrailCheck.BEFORE, null, Long.toString(before)));
        settings.forEach((name, value) -> changes.add(new Change(name, null, value)));
        return changes.toArray(Change[]::new);
    }

    @Override
    public Loop loop() {
        return loop;
    }

    /**
     * What a round came to.
     *
     * @param full whether there may be more to mention
     */
    private record Linked(Anchor anchor, boolean full) {}
}
