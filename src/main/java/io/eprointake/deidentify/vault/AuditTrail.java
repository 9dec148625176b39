package io.eprointake.deidentify.vault;

import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Who revealed what. Each row has an HMAC over the vault's name, the one before and its own fields,
 * and the last row's number and HMAC are kept sealed in {@code vault.trail_head}: a row that was
 * changed, removed, added or taken from another vault shows, the last ones too.
 *
 * <p>What cannot show: whoever can write the file can put back an older copy of it, be it only of
 * the trail. And whoever has the key can open originals, and write a trail, without this program.
 * Copies of the trail elsewhere are what helps against both.
 */
final class AuditTrail {

    private static final HexFormat HEX = HexFormat.of();

    private final Key key;
    private final Seal seal;

    AuditTrail(Key key, Seal seal) {
        this.key = key;
        this.seal = seal;
    }

    /**
     * The rows in order, and what is wrong with them.
     *
     * @param fault empty when the trail holds
     */
    record Reading(List<Disclosure> rows, Optional<String> fault) {}

    /** The sealed head of a trail without rows. */
    byte[] newHead() {
        return sealed(new Head(0, ""));
    }

    /** Adds a row, inside the caller's transaction. */
    void append(Connection writing, Disclosure row) throws SQLException {
        Head head =
                head(writing)
                        .orElseThrow(() ->
                                new Unusable(
                                        "The head of the audit trail was changed;"
                                                + " nothing is revealed without a trail"));
        Head next = new Head(head.number + 1, mac(head, row));
        String insert = "insert into reveal values (?, ?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement sql = writing.prepareStatement(insert)) {
            sql.setLong(1, next.number);
            sql.setString(2, row.at());
            sql.setString(3, row.by());
            sql.setString(4, row.pseudonym());
            sql.setString(5, row.domain());
            sql.setString(6, row.outcome());
            sql.setString(7, row.reason());
            sql.setBytes(8, HEX.parseHex(next.mac));
            int _ = sql.executeUpdate();
        }
        try (PreparedStatement sql = writing.prepareStatement("update vault set trail_head = ?")) {
            sql.setBytes(1, sealed(next));
            int _ = sql.executeUpdate();
        }
    }

    /** Reads the trail and checks it. All rows are returned, those behind a fault too. */
    Reading read(Connection reading) throws SQLException {
        List<Disclosure> rows = new ArrayList<>();
        Optional<String> fault = Optional.empty();
        Head head = new Head(0, "");
        String select =
                "select at, by, pseudonym, domain, outcome, reason, number, mac"
                        + " from reveal order by number";
        try (Statement sql = reading.createStatement();
                ResultSet row = sql.executeQuery(select)) {
            while (row.next()) {
                Disclosure disclosure =
                        new Disclosure(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                row.getString(6));
                rows.add(disclosure);
                Head next = new Head(head.number + 1, mac(head, disclosure));
                boolean holds =
                        row.getLong(7) == next.number
                                && MessageDigest.isEqual(row.getBytes(8), HEX.parseHex(next.mac));
                if (!holds && fault.isEmpty()) {
                    fault =
                            Optional.of(
                                    "row " + next.number + " was changed, removed or put before");
                }
                head = next;
            }
        }
        if (fault.isEmpty()) {
            fault = headFault(head(reading), head);
        }
        return new Reading(rows, fault);
    }

    private static Optional<String> headFault(Optional<Head> kept, Head last) {
        if (kept.isEmpty()) {
            return Optional.of("its head was changed or removed");
        }
        return kept.get().equals(last)
                ? Optional.empty()
                : Optional.of(
                        "it has %d rows, and its head says %d"
                                .formatted(last.number, kept.get().number));
    }

    private Optional<Head> head(Connection reading) throws SQLException {
        try (Statement sql = reading.createStatement();
                ResultSet row = sql.executeQuery("select trail_head from vault")) {
            String head = row.next() ? seal.open(row.getBytes(1), "trail_head") : null;
            return Optional.ofNullable(head).map(Head::parse);
        }
    }

    private byte[] sealed(Head head) {
        return seal.seal(head.number + " " + head.mac, "trail_head");
    }

    private String mac(Head before, Disclosure row) {
        return HEX.formatHex(
                key.audit()
                        .of(
                                seal.framed(
                                        Long.toString(before.number + 1),
                                        before.mac,
                                        row.at(),
                                        row.by(),
                                        row.pseudonym(),
                                        row.domain(),
                                        row.outcome(),
                                        row.reason())));
    }

    /** The last row's number and HMAC in hexadecimal; 0 and empty before the first. */
    private record Head(long number, String mac) {

        static Head parse(String text) {
            int space = text.indexOf(' ');
            return new Head(Long.parseLong(text.substring(0, space)), text.substring(space + 1));
        }
    }
}
