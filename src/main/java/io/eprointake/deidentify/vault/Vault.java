package io.eprointake.deidentify.vault;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file in which those who hold the key find the original of a pseudonym. Originals are sealed;
 * without the key the file shows how many there are in each domain and how long they are, and who
 * revealed which pseudonym when.
 *
 * <p>Workers of this process write one after the other. Other processes may use the same file
 * meanwhile, on the same machine and a local disk.
 */
public final class Vault implements AutoCloseable {

    private final Path file;
    private final Database database;
    private final Seal seal;
    private final AuditTrail trail;

    private Vault(Path file, Key key) {
        this.file = file;
        this.database = new Database(file);
        this.seal = new Seal(key);
        this.trail = new AuditTrail(key, seal);
    }

    /**
     * Opens a vault, and makes it when there is none: readable by its owner only.
     *
     * @throws Unusable when the file is no vault, or that of another key
     */
    public static Vault open(Path file, Key key) {
        Vault vault = new Vault(file, key);
        vault.database.create();
        return vault.opened();
    }

    /**
     * Opens a vault that is there.
     *
     * @throws Unusable when there is none, or it is that of another key
     */
    static Vault openExisting(Path file, Key key) {
        if (!Files.isRegularFile(file) || file.toFile().length() == 0) {
            throw new Unusable("There is no vault " + file);
        }
        return new Vault(file, key).opened();
    }

    /** For one worker. */
    public Batch batch() {
        return new Batch(this);
    }

    /** Without SQLite's own files beside it, unless another process has it open. */
    @Override
    public void close() {
        database.close();
    }

    /** An original as it is kept: in the form for which its pseudonym was made. */
    byte[] seal(Place place, String original) {
        return seal.seal(Pseudonyms.canonical(original), where(place));
    }

    /** Writes those that the vault does not have yet; how many those were. */
    int keep(Map<Place, byte[]> originals) {
        // Where it has the pseudonym, from an earlier run or another worker, it has this original:
        // a pseudonym stands for one value.
        String sql =
                """
                insert into original (pseudonym, domain, sealed) values (?, ?, ?)
                on conflict (pseudonym, domain) do nothing
                """;
        return database.transact(writing -> {
            int kept = 0;
            try (PreparedStatement insert = writing.prepareStatement(sql)) {
                for (var original : originals.entrySet()) {
                    insert.setString(1, original.getKey().pseudonym());
                    insert.setString(2, original.getKey().domain());
                    insert.setBytes(3, original.getValue());
                    kept += insert.executeUpdate();
                }
            }
            return kept;
        });
    }

    /**
     * Finds originals. That they were asked for is in the trail, durably, when this returns.
     *
     * @param domain the one to look in; null: all of them
     */
    List<Revealed> reveal(
            List<String> pseudonyms,
            @Nullable String domain,
            Instant at,
            String by,
            String reason) {
        return database.transact(writing -> {
            List<Revealed> all = new ArrayList<>();
            for (String pseudonym : pseudonyms) {
                all.addAll(find(writing, pseudonym, domain));
            }
            for (Revealed one : all) {
                trail.append(writing, Disclosure.of(one, at, by, reason));
            }
            return all;
        });
    }

    /** The trail as it is now, and whether it holds. */
    AuditTrail.Reading audit() {
        return database.transact(trail::read);
    }

    private List<Revealed> find(Connection reading, String pseudonym, @Nullable String domain)
            throws SQLException {
        String sql =
                """
                select domain, sealed from original
                where pseudonym = ?1 and (?2 is null or domain = ?2)
                """;
        List<Revealed> found = new ArrayList<>();
        try (PreparedStatement select = reading.prepareStatement(sql)) {
            select.setString(1, pseudonym);
            select.setString(2, domain);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Place place = new Place(row.getString(1), pseudonym);
                    String original = seal.open(row.getBytes(2), where(place));
                    found.add(
                            original == null
                                    ? new Revealed.Damaged(place)
                                    : new Revealed.Found(place, original));
                }
            }
        }
        return found.isEmpty()
                ? List.of(new Revealed.Unknown(new Place(domain == null ? "" : domain, pseudonym)))
                : found;
    }

    private Vault opened() {
        try {
            boolean _ = database.transact(this::prepare);
            return this;
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private boolean prepare(Connection writing) throws SQLException {
        try (Statement sql = writing.createStatement()) {
            sql.execute(
                    """
                    create table if not exists original (
                        pseudonym text not null, domain text not null, sealed blob not null,
                        primary key (pseudonym, domain)) strict, without rowid
                    """);
            sql.execute(
                    """
                    create table if not exists vault (
                        id integer primary key check (id = 1),
                        key_check blob not null, trail_head blob not null) strict
                    """);
            sql.execute(
                    """
                    create table if not exists reveal (
                        number integer primary key, at text not null, by text not null,
                        pseudonym text not null, domain text not null, outcome text not null,
                        reason text not null, mac blob not null) strict
                    """);
            try (ResultSet row = sql.executeQuery("select key_check from vault")) {
                if (row.next()) {
                    if (seal.open(row.getBytes(1), "key_check") == null) {
                        throw new Unusable("The vault " + file + " belongs to another key");
                    }
                    return true;
                }
            }
            // Else who removes this row would have the next to come begin a new trail.
            try (ResultSet row = sql.executeQuery("select 1 from original limit 1")) {
                if (row.next()) {
                    throw new Unusable("The vault " + file + " was changed: its head is gone");
                }
            }
        }
        try (PreparedStatement insert =
                writing.prepareStatement("insert into vault values (1, ?, ?)")) {
            insert.setBytes(1, seal.seal("", "key_check"));
            insert.setBytes(2, trail.newHead());
            return insert.executeUpdate() == 1;
        }
    }

    private static String[] where(Place place) {
        return new String[] {"original", place.domain(), place.pseudonym()};
    }
}
