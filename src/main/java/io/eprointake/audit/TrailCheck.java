package io.eprointake.audit;

import io.eprointake.audit.Act.Change;
import io.eprointake.audit.Act.What;
import io.eprointake.store.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the whole trail and all that it must fit: its own hashes, the heads of its chains, what
 * chains say of each other, anchors that somebody kept, and the reports. A few entries are in
 * memory at a time, a bit for each report, and what there is of each chain.
 */
public final class TrailCheck {

    static final String ANCHOR = "anchor";
    static final String BEFORE = "reports_before_the_trail";

    private static final int AT_A_TIME = 200;
    private static final int BLOCK = 1 << 20;

    /** Each with its report, if it accepts one. A record is text, whatever somebody made of it. */
    private static final Sql ALL =
            Sql.of(
                    "select "
                            + Arrays.stream(Entry.COLUMNS.split(", "))
                                    .map(c -> "e." + c)
                                    .toList()
                                    .toString()
                                    .replaceAll("[\\[\\]]", "")
                            + """
                            , r.seq, r.body
                            from audit_entry e
                            left join report r on r.report_id = case when e.what = 'accepted' then %s end
                            order by e.chain, e.number
                            """,
                    new Sql(
                            "(case when e.record ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then e.record::uuid end)",
                            "unhex(replace(e.record, '-', ''))"));

    private final Connection reading;
    private final Map<Long, Anchor> heads = new TreeMap<>();
    private final Map<Long, Long> mentioned = new HashMap<>();
    private final Map<Long, BitSet> accepted = new HashMap<>();
    private long before;
    private long entries;
    private long reports;

    private TrailCheck(Connection reading) {
        this.reading = reading;
    }

    /**
     * Checks all of it.
     *
     * @param reading inside a transaction, so that all is of one moment
     * @param anchors that must fit, too
     * @return what was found, in words
     * @throws Broken when it is not whole
     */
    public static String of(Connection reading, List<Anchor> anchors) throws SQLException {
        var check = new TrailCheck(reading);
        check.readHeads();
        check.readEntries();
        check.mentions();
        for (Anchor anchor : anchors) {
            check.mustFit(anchor, "the anchor");
        }
        check.everyReportHasItsEntry();
        return check.found();
    }

    private void readHeads() throws SQLException {
        try (Statement statement = reading.createStatement()) {
            try (ResultSet row =
                    statement.executeQuery("select chain, number, hash from audit_chain")) {
                while (row.next()) {
                    heads.put(
                            row.getLong(1),
                            new Anchor(row.getLong(1), row.getLong(2), row.getBytes(3)));
                }
            }
            try (ResultSet row = statement.executeQuery("select seq from audit_before")) {
                if (!row.next()) {
                    throw new Broken("it does not say which reports are older");
                }
                before = row.getLong(1);
            }
        }
    }

    private void readEntries() throws SQLException {
        boolean sqlite = reading.getMetaData().getURL().startsWith("jdbc:sqlite:");
        if (!sqlite) {
            try (Statement plan = reading.createStatement()) {
                // Else all bodies are sorted, or kept in a hash table, before the first is sent.
                plan.execute("set local enable_sort = off");
                plan.execute("set local enable_hashjoin = off");
                plan.execute("set local enable_mergejoin = off");
            }
        }
        var unread = new TreeMap<>(heads);
        @Nullable Anchor last = null;
        try (PreparedStatement statement =
                reading.prepareStatement(sqlite ? ALL.sqlite() : ALL.postgres())) {
            statement.setFetchSize(AT_A_TIME);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Entry entry = Entry.read(row);
                    if (last == null || last.chain() != entry.chain()) {
                        mustBeItsHead(last);
                        noneWasLeftOut(unread, entry.chain());
                        last = new Anchor(entry.chain(), 0, Entry.NOTHING);
                    }
                    last = next(last, entry, Entry.hash(row));
                    entries++;
                    look(entry, row);
                }
            }
        }
        mustBeItsHead(last);
        noneWasLeftOut(unread, Long.MAX_VALUE);
    }

    /** Chains before this one have no entry. */
    private static void noneWasLeftOut(NavigableMap<Long, Anchor> unread, long chain) {
        for (Anchor head : unread.headMap(chain).values()) {
            if (head.number() > 0) {
                throw ended(head, 0);
            }
        }
        unread.headMap(chain, true).clear();
    }

    private static Anchor next(Anchor last, Entry entry, byte[] hash) {
        long due = last.number() + 1;
        if (entry.number() != due) {
            throw new Broken(
                    "chain %d, entry %d is missing; %d is there"
                            .formatted(entry.chain(), due, entry.number()));
        }
        if (!Arrays.equals(entry.hash(last.hash()), hash)) {
            throw new Broken(
                    "chain %d, entry %d is not what was written: its hash is not that of what it says and of the hash before it"
                            .formatted(entry.chain(), entry.number()));
        }
        return new Anchor(entry.chain(), due, hash);
    }

    private void mustBeItsHead(@Nullable Anchor last) {
        if (last == null) {
            return;
        }
        Anchor head = heads.get(last.chain());
        if (head == null) {
            throw new Broken(
                    "chain %d has %d entries, and no head".formatted(last.chain(), last.number()));
        }
        if (head.number() != last.number()) {
            throw ended(head, last.number());
        }
        if (!head.has(last.hash())) {
            throw new Broken(
                    "chain %d, entry %d is the last, and its head has another hash"
                            .formatted(last.chain(), last.number()));
        }
    }

    private static Broken ended(Anchor head, long last) {
        return new Broken(
                "chain %d ends with entry %d, and its head is %d"
                        .formatted(head.chain(), last, head.number()));
    }

    /** What an entry says of something else. */
    private void look(Entry entry, ResultSet row) throws SQLException {
        if (entry.is(What.ACCEPTED)) {
            accepts(entry, row);
        } else if (entry.is(What.LINKED)) {
            for (Change change : Trail.changes(entry.changes())) {
                Anchor anchor = Anchor.of(String.valueOf(change.now()));
                mustFit(anchor, entry.place());
                mentioned.merge(anchor.chain(), anchor.number(), Math::max);
            }
        } else if (entry.is(What.STARTED)) {
            for (Change change : Trail.changes(entry.changes())) {
                if (change.field().equals(BEFORE) && !Long.toString(before).equals(change.now())) {
                    throw new Broken(
                            "%s says that the reports up to %s are older than the trail, and audit_before that those up to %d are"
                                    .formatted(entry.place(), change.now(), before));
                }
            }
        }
    }

    private void accepts(Entry entry, ResultSet row) throws SQLException {
        long seq = row.getLong(16);
        if (row.wasNull()) {
            throw new Broken(
                    "%s accepts the report %s, which is not there"
                            .formatted(entry.place(), entry.record()));
        }
        if (!Arrays.equals(Entry.sha256(row.getBytes(17)), entry.bodySha256())) {
            throw new Broken(
                    "%s accepts the report %s with another body"
                            .formatted(entry.place(), entry.record()));
        }
        BitSet block = accepted.computeIfAbsent(seq / BLOCK, it -> new BitSet());
        if (block.get((int) (seq % BLOCK))) {
            throw new Broken(
                    "%s accepts the report %s, as one before it did"
                            .formatted(entry.place(), entry.record()));
        }
        block.set((int) (seq % BLOCK));
        reports++;
    }

    private void mustFit(Anchor anchor, String by) throws SQLException {
        try (PreparedStatement statement =
                reading.prepareStatement(
                        "select hash from audit_entry where chain = ? and number = ?")) {
            statement.setLong(1, anchor.chain());
            statement.setLong(2, anchor.number());
            try (ResultSet row = statement.executeQuery()) {
                boolean found = row.next();
                if (!found || !anchor.has(row.getBytes(1))) {
                    throw new Broken(
                            "chain %d, entry %d %s, by %s"
                                    .formatted(
                                            anchor.chain(),
                                            anchor.number(),
                                            found ? "was another" : "was there, and is missing",
                                            by));
                }
            }
        }
    }

    /** Else a chain that is said to be mentioned would never be. */
    private void mentions() throws SQLException {
        try (Statement statement = reading.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select chain, number from audit_link order by chain")) {
            while (row.next()) {
                long its = mentioned.getOrDefault(row.getLong(1), 0L);
                if (its != row.getLong(2)) {
                    throw new Broken(
                            "chain %d is mentioned up to entry %d, and audit_link says %d"
                                    .formatted(row.getLong(1), its, row.getLong(2)));
                }
            }
        }
    }

    private void everyReportHasItsEntry() throws SQLException {
        try (PreparedStatement statement =
                reading.prepareStatement(
                        "select seq, report_id from report where seq > ? order by seq")) {
            statement.setFetchSize(AT_A_TIME);
            statement.setLong(1, before);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    long seq = row.getLong(1);
                    BitSet block = accepted.get(seq / BLOCK);
                    if (block == null || !block.get((int) (seq % BLOCK))) {
                        UUID id = Sql.uuid(row, 2);
                        throw new Broken("the report %s has no entry".formatted(id));
                    }
                }
            }
        }
    }

    private String found() throws SQLException {
        long older;
        try (PreparedStatement statement =
                reading.prepareStatement("select count(*) from report where seq <= ?")) {
            statement.setLong(1, before);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                older = row.getLong(1);
            }
        }
        return "whole; %d chains, %d entries; %d reports, each with its own%s"
                .formatted(
                        heads.size(),
                        entries,
                        reports,
                        older == 0 ? "" : "; %d are older than the trail".formatted(older));
    }

    /** The trail is not whole: where, and what is wrong. */
    public static final class Broken extends IllegalStateException {
        Broken(String what) {
            super(what);
        }
    }
}
