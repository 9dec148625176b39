package io.eprointake.deidentify.vault;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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

    private final Database database;
    private final String name;
    private final Seal seal;
    private final AuditTrail trail;

    private Vault(Database database, Key key, String name) {
        this.database = database;
        this.name = name;
        this.seal = new Seal(key, name);
        this.trail = new AuditTrail(key, seal);
    }

    /**
     * Opens a vault, and makes it when there is none: readable by its owner only.
     *
     * @throws Unusable when the file is a link or no vault, or that of another key
     */
    public static Vault open(Path file, Key key) {
        Database database = new Database(file);
        database.create();
        return opened(database, new Tables(file, key), key);
    }

    /**
     * Opens a vault that is there.
     *
     * @throws Unusable when there is none, or as {@link #open}
     */
    public static Vault openExisting(Path file, Key key) {
        if (!Files.isRegularFile(file) || file.toFile().length() == 0) {
            throw new Unusable("There is no vault " + file);
        }
        return opened(new Database(file), new Tables(file, key), key);
    }

    /** Tells it from every other vault, those of its key too; older ones are all "unnamed". */
    public String name() {
        return name.isEmpty() ? "unnamed" : name;
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

    private static Vault opened(Database database, Tables tables, Key key) {
        try {
            return new Vault(database, key, database.transact(tables::prepare));
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    private static String[] where(Place place) {
        return new String[] {"original", place.domain(), place.pseudonym()};
    }
}
