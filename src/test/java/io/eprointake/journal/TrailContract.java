package io.eprointake.journal;

import static io.eprointake.journal.Submissions.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eprointake.audit.Act;
import io.eprointake.audit.Act.Change;
import io.eprointake.audit.Act.What;
import io.eprointake.audit.Actor;
import io.eprointake.audit.Anchor;
import io.eprointake.audit.TrailCheck;
import io.eprointake.audit.TrailRows;
import io.eprointake.report.Finding;
import io.eprointake.store.StoreRefusal;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who did what is on record with what they did, and whoever touches that record is found. */
abstract class TrailContract {

    private static final String HEADS =
            "update audit_chain set number = %d, hash = %s where chain = 1";

    private String url;
    private TestReplica replica;

    /** The address of an empty store. */
    abstract String url();

    /** What lets somebody who may do anything change the trail. */
    abstract List<String> unguarded();

    /** Bytes as this database writes them. */
    abstract String bytes(String hex);

    /** Has every insert of an entry fail until {@link #mended}. */
    abstract List<String> broken();

    abstract List<String> mended();

    @BeforeEach
    void open() {
        url = url();
        replica = new TestReplica(url, InstantSource.system());
    }

    @AfterEach
    void close() {
        replica.close();
    }

    @Test
    void anAcceptedReportHasOneEntryHoweverOftenItIsSent() {
        UUID id = accept();
        for (int i = 0; i < 3; i++) {
            replica.journal.accept(submission(id, id.toString(), null)).join();
        }
        replica.journal.accept(submission(id, "other", null)).join();
        accept();

        assertThat(check()).isEqualTo("whole; 1 chains, 2 entries; 2 reports, each with its own");
        assertThat(rows().getFirst())
                .containsEntry("chain", 1L)
                .containsEntry("number", 1L)
                .containsEntry("what", "accepted")
                .containsEntry("actor", "device 1")
                .containsEntry("role", "patient")
                .containsEntry("sites", "SITE03")
                .containsEntry("device", "1")
                .containsEntry("origin", "192.0.2.7")
                .containsEntry("study", "ONC-301")
                .containsEntry("record", id.toString())
                .containsEntry("body_sha256", hex(sha256(stored(id))))
                .containsEntry("why", null)
                .containsEntry("changes", null);
    }

    /** Sealed. */
    private byte[] stored(UUID id) {
        return replica.store.read(reading ->
                reading.sql("select body from report where report_id = ?")
                        .param(replica.store.bound(id))
                        .query((row, n) -> row.getBytes(1))
                        .single());
    }

    @Test
    void aCorrectionSaysWhatItCorrectsWhyAndEachAnswerThatIsAnother() {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        Instant at = Instant.parse("2026-03-03T08:00:00Z");
        replica.journal
                .accept(
                        Submissions.amending(
                                null,
                                "S",
                                first,
                                at,
                                List.of(),
                                Map.of("PROCTCAE_4A_SCL", 3, "PROCTCAE_9A_SCL", 1)))
                .join();
        replica.journal
                .accept(
                        Submissions.amending(
                                first,
                                "S",
                                second,
                                at,
                                List.of(),
                                Map.of("PROCTCAE_4A_SCL", 0, "PROCTCAE_9A_SCL", 1)))
                .join();

        assertThat(check()).startsWith("whole; 1 chains, 3 entries; 2 reports");
        assertThat(rows().getLast())
                .containsEntry("what", "amended")
                .containsEntry("record", first.toString())
                .containsEntry("actor", "device 1")
                .containsEntry("why", "she meant it")
                .containsEntry(
                        "changes",
                        "[{\"field\":\"amended_by\",\"old\":null,\"new\":\"%s\"},{\"field\":\"PROCTCAE_4A_SCL\",\"old\":\"3\",\"new\":\"0\"}]"
                                .formatted(second));
    }

    @Test
    void aReportWhoseEntryCannotBeWrittenIsNotAccepted() {
        UUID id = UUID.randomUUID();
        execute(broken());

        assertThatThrownBy(() -> replica.journal.accept(submission(id, "c", null)).join())
                .hasCauseInstanceOf(StoreRefusal.class);

        execute(mended());
        assertThat(check()).startsWith("whole; 0 chains, 0 entries; 0 reports");
        replica.journal.accept(submission(id, "c", null)).join();
        assertThat(check()).startsWith("whole; 1 chains, 1 entries; 1 reports");
    }

    @Test
    void releaseAndReplaySayWhoAndWhatChanged() {
        UUID doubtful = UUID.randomUUID();
        List<Finding> doubt = List.of(Submissions.DOUBT);
        replica.journal.accept(submission(doubtful, "c", null, doubt, Map.of())).join();

        replica.review.release(doubtful, Submissions.NURSE, "she meant 3");
        replica.review.release(doubtful, Submissions.NURSE, null);
        replica.review.replay(doubtful, Submissions.NURSE, null);

        assertThat(rows()).hasSize(2);
        assertThat(rows().getLast())
                .containsEntry("what", "released")
                .containsEntry("actor", "nurse@example.org")
                .containsEntry("record", doubtful.toString())
                .containsEntry("why", "she meant 3")
                .containsEntry(
                        "changes",
                        "[{\"field\":\"quarantined\",\"old\":\"true\",\"new\":\"false\"}]");
        check();
    }

    @Test
    void twoReplicasAppendToChainsOfTheirOwnAtTheSameTime() {
        try (var other = new TestReplica(url, InstantSource.system())) {
            List<CompletableFuture<?>> sent = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                UUID id = UUID.randomUUID();
                sent.add(replica.journal.accept(submission(id, "c", null)));
                sent.add(other.journal.accept(submission(id, "c", null)));
                for (TestReplica each : List.of(replica, other)) {
                    sent.add(each.journal.accept(submission(UUID.randomUUID(), "c", null)));
                }
            }
            sent.forEach(CompletableFuture::join);
        }
        // Of what waits for the other's lock, there may be one more.
        assertThat(check())
                .matches("whole; [234] chains, 300 entries; 300 reports, each with its own");
    }

    /** By nothing but the form that src/docs/audit.md describes. */
    @Test
    void whoHasAnExportCanCheckItByTheWrittenForm() {
        accept(20);
        List<Map<String, @Nullable Object>> rows = rows();

        assertThat(rehashed(rows)).isEqualTo(rows);
    }

    @Test
    void aFlippedByteIsFound() {
        accept(5);
        touch("update audit_entry set actor = 'device 2' where number = 3");

        broken("chain 1, entry 3 is not what was written");
    }

    @Test
    void anotherBodyIsFound() {
        accept();
        UUID touched = accept();
        touch(
                "update report set body = %s where seq = (select max(seq) from report)"
                        .formatted(bytes("7b7d")));

        broken("chain 1, entry 2 accepts the report " + touched + " with another body");
    }

    @Test
    void aDeletedEntryIsFound() {
        accept(5);
        touch("delete from audit_entry where number = 3");

        broken("chain 1, entry 3 is missing; 4 is there");
    }

    @Test
    void swappedEntriesAreFound() {
        accept(5);
        touch(
                "update audit_entry set number = 99 where number = 2",
                "update audit_entry set number = 2 where number = 4",
                "update audit_entry set number = 4 where number = 99");

        broken("chain 1, entry 2 is not what was written");
    }

    @Test
    void aTruncatedTailIsFound() {
        accept(5);
        touch("delete from audit_entry where number > 3");

        broken("chain 1 ends with entry 3, and its head is 5");
    }

    @Test
    void allEntriesOfAChainThatAreDeletedAreFound() {
        accept(5);
        touch("delete from audit_entry");

        broken("chain 1 ends with entry 0, and its head is 5");
    }

    @Test
    void aDeletedHeadIsFound() {
        accept(5);
        touch("delete from audit_chain");

        broken("chain 1 has 5 entries, and no head");
    }

    @Test
    void aHeadThatIsAnotherIsFound() {
        accept(5);
        touch("update audit_chain set hash = " + bytes("00".repeat(32)));

        broken("chain 1, entry 5 is the last, and its head has another hash");
    }

    @Test
    void aReportWithoutEntryIsFound() {
        accept(2);
        UUID last = accept();
        cutTo(2);

        broken("the report " + last + " has no entry");
    }

    @Test
    void anEntryWithoutReportIsFound() {
        UUID first = accept();
        accept(2);
        touch("delete from report where seq = (select min(seq) from report)");

        broken("chain 1, entry 1 accepts the report " + first + ", which is not there");
    }

    /** As an older backup of the store is: all fits, and some is missing. */
    @Test
    void aStoreSetBackIsFoundByAnAnchor() {
        accept(3);
        accept(2);
        Anchor anchor = head();
        cutTo(3);
        touch("delete from report where seq > (select min(seq) + 2 from report)");

        assertThat(check()).startsWith("whole; 1 chains, 3 entries; 3 reports");
        assertThatThrownBy(() -> check(anchor))
                .hasMessage("chain 1, entry 5 was there, and is missing, by the anchor");
    }

    @Test
    void aChainThatIsWrittenAnewIsFoundByAnAnchor() {
        accept(5);
        Anchor anchor = head();
        assertThat(check(anchor)).startsWith("whole");
        writeAnew();

        assertThat(check()).startsWith("whole; 1 chains, 5 entries; 5 reports");
        assertThatThrownBy(() -> check(anchor))
                .hasMessage("chain 1, entry 5 was another, by the anchor");
    }

    @Test
    void aChainThatIsWrittenAnewIsFoundByTheChainThatMentionsIt() {
        accept(5);
        mention(head());
        writeAnew();

        broken("chain 1, entry 5 was another, by chain 2, entry 1");
    }

    @Test
    void aChainThatIsGoneIsFoundByTheChainThatMentionsIt() {
        accept(1);
        mention(head());
        touch(
                "delete from audit_entry where chain = 1",
                "delete from audit_link where chain = 1",
                "delete from audit_chain where chain = 1",
                "delete from report");

        broken("chain 1, entry 1 was there, and is missing, by chain 2, entry 1");
    }

    @Test
    void aChainThatIsMadeToSeemMentionedIsFound() {
        accept(5);
        touch("insert into audit_link (chain, number) values (1, 5)");

        broken("chain 1 is mentioned up to entry 0, and audit_link says 5");
    }

    /** What the service could do by mistake, or somebody in its name. */
    @Test
    void theDatabaseRefusesToChangeOrDeleteAnEntry() {
        accept(2);
        for (String sql :
                List.of(
                        "update audit_entry set actor = 'x'",
                        "delete from audit_entry where number = 2",
                        "update audit_before set seq = 99",
                        "delete from audit_before",
                        "insert into audit_before values (99)")) {
            assertThatThrownBy(() -> execute(List.of(sql)))
                    .hasStackTraceContaining("the audit trail is only added to");
        }
        assertThat(check()).startsWith("whole; 1 chains, 2 entries");
    }

    private void broken(String where) {
        assertThatThrownBy(this::check)
                .isInstanceOf(TrailCheck.Broken.class)
                .hasMessageStartingWith(where);
    }

    private UUID accept() {
        UUID id = UUID.randomUUID();
        replica.journal.accept(submission(id, id.toString(), null)).join();
        return id;
    }

    private void accept(int reports) {
        for (int i = 0; i < reports; i++) {
            accept();
        }
    }

    /** By another replica, as it does at its start. */
    private void mention(Anchor anchor) {
        try (var other = new TestReplica(url, InstantSource.system())) {
            other.store.await(
                    other.store.write(tx -> {
                        tx.update(
                                "insert into audit_link (chain, number) values (?, ?)",
                                anchor.chain(),
                                anchor.number());
                        return other.trail.append(
                                tx,
                                List.of(
                                        new Act(
                                                What.LINKED,
                                                Actor.SERVICE,
                                                null,
                                                null,
                                                new Change("anchor", null, anchor.toString()))));
                    }));
        }
        assertThat(check()).startsWith("whole; 2 chains");
    }

    private Anchor head() {
        return replica.store.await(replica.store.write(tx -> replica.trail.append(tx, List.of())));
    }

    /** Deletes the entries above this one, and sets the head back. */
    private void cutTo(int number) {
        String hash = text(rows().get(number - 1), "hash");
        touch(
                "delete from audit_entry where number > " + number,
                HEADS.formatted(number, bytes(hash)));
    }

    /** With another actor in it, and hashes that fit. */
    private void writeAnew() {
        List<Map<String, @Nullable Object>> rows =
                rows().stream().filter(it -> Long.valueOf(1).equals(it.get("chain"))).toList();
        rows.get(2).put("actor", "device 2");
        touch("update audit_entry set actor = 'device 2' where chain = 1 and number = 3");
        List<Map<String, @Nullable Object>> anew = rehashed(rows);
        for (Map<String, @Nullable Object> row : anew) {
            touch(
                    "update audit_entry set hash = %s where chain = 1 and number = %s"
                            .formatted(bytes(text(row, "hash")), row.get("number")));
        }
        touch(HEADS.formatted(rows.size(), bytes(text(anew.getLast(), "hash"))));
    }

    private static List<Map<String, @Nullable Object>> rehashed(
            List<Map<String, @Nullable Object>> rows) {
        byte[] hash = new byte[32];
        List<Map<String, @Nullable Object>> anew = new ArrayList<>();
        for (Map<String, @Nullable Object> row : rows) {
            var said = new ByteArrayOutputStream();
            try (var out = new DataOutputStream(said)) {
                out.write(hash);
                frame(out, row.get("chain"));
                frame(out, row.get("number"));
                frame(out, Instant.parse((String) row.get("at")).toEpochMilli());
                for (String name :
                        List.of(
                                "what", "actor", "role", "sites", "device", "origin", "study",
                                "record")) {
                    frame(out, row.get(name));
                }
                String body = (String) row.get("body_sha256");
                frame(out, body == null ? null : HexFormat.of().parseHex(body));
                frame(out, row.get("why"));
                frame(out, row.get("changes"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            hash = sha256(said.toByteArray());
            var its = new LinkedHashMap<>(row);
            its.put("hash", hex(hash));
            anew.add(its);
        }
        return anew;
    }

    private static void frame(DataOutputStream out, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeInt(-1);
        } else {
            byte[] bytes =
                    value instanceof byte[] b
                            ? b
                            : value.toString().getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    private static String text(Map<String, @Nullable Object> row, String name) {
        return String.valueOf(row.get(name));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private List<Map<String, @Nullable Object>> rows() {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        return inTransaction(reading -> {
            TrailRows.each(reading, replica.keys, rows::add);
            return rows;
        });
    }

    private String check(Anchor... anchors) {
        return inTransaction(reading -> TrailCheck.of(reading, List.of(anchors)));
    }

    private interface Reading<T> {
        T of(Connection reading) throws SQLException;
    }

    private <T> T inTransaction(Reading<T> work) {
        try (Connection reading = DriverManager.getConnection(url)) {
            reading.setAutoCommit(false);
            return work.of(reading);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void touch(String... statements) {
        execute(unguarded());
        execute(List.of(statements));
    }

    private void execute(List<String> statements) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }
}
