package io.eprointake.deidentify.vault;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A vault's tables, and the one row that says which vault it is: its name, the seal that only its
 * key opens, and the head of its trail.
 */
final class Tables {

    private static final int NAME_BYTES = 16;

    private final Path file;
    private final Key key;

    Tables(Path file, Key key) {
        this.file = file;
        this.key = key;
    }

    /**
     * Makes what is not there, inside the caller's transaction.
     *
     * @return the vault's name; empty for one that was made before vaults had names
     * @throws Unusable when it is that of another key, or its row was changed
     */
    String prepare(Connection writing) throws SQLException {
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
                        key_check blob not null, trail_head blob not null,
                        name text not null default '') strict
                    """);
            sql.execute(
                    """
                    create table if not exists reveal (
                        number integer primary key, at text not null, by text not null,
                        pseudonym text not null, domain text not null, outcome text not null,
                        reason text not null, mac blob not null) strict
                    """);
            if (!has(sql, "select 1 from pragma_table_info('vault') where name = 'name'")) {
                sql.execute("alter table vault add column name text not null default ''");
            }
            Optional<String> name = name(sql);
            if (name.isPresent()) {
                return name.get();
            }
            // Else who removes this row would have the next to come begin a new trail.
            if (has(sql, "select 1 from original limit 1")) {
                throw new Unusable("The vault " + file + " was changed: its head is gone");
            }
        }
        return named(writing);
    }

    private Optional<String> name(Statement sql) throws SQLException {
        try (ResultSet row = sql.executeQuery("select key_check, name from vault")) {
            if (!row.next()) {
                return Optional.empty();
            }
            String name = row.getString(2);
            if (new Seal(key, name).open(row.getBytes(1), "key_check") == null) {
                throw new Unusable(
                        "The vault " + file + " belongs to another key, or its head was changed");
            }
            return Optional.of(name);
        }
    }

    /** At random, since two vaults of one key must differ whatever else they have in common. */
    private String named(Connection writing) throws SQLException {
        byte[] random = new byte[NAME_BYTES];
        new SecureRandom().nextBytes(random);
        String name = HexFormat.of().formatHex(random);
        Seal seal = new Seal(key, name);
        String insert = "insert into vault (id, key_check, trail_head, name) values (1, ?, ?, ?)";
        try (PreparedStatement sql = writing.prepareStatement(insert)) {
            sql.setBytes(1, seal.seal("", "key_check"));
            sql.setBytes(2, new AuditTrail(key, seal).newHead());
            sql.setString(3, name);
            int _ = sql.executeUpdate();
        }
        return name;
    }

    private static boolean has(Statement sql, String query) throws SQLException {
        try (ResultSet row = sql.executeQuery(query)) {
            return row.next();
        }
    }
}
