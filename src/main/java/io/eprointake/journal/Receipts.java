package io.eprointake.journal;

import io.eprointake.journal.Acceptance.Conflicting;
import io.eprointake.journal.Acceptance.OtherForm;
import io.eprointake.journal.Acceptance.Replayed;
import io.eprointake.report.Receipt;
import io.eprointake.report.ReportState;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Sql;
import io.eprointake.store.Tx;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Receipts that were given: the first one again, and all of them with what they were given for. */
public final class Receipts {

    private static final int AT_A_TIME = 200;

    static final String FIRST_RECEIPT =
            """
            select received_as, received_at, content_sha256, content_form, study
            from report where report_id = ?
            """;

    private static final String BODY = "select body from report where report_id = ?";

    private Receipts() {}

    /** What a report comes to whose id is stored already. */
    static Acceptance again(Tx tx, StudyKeys keys, Submission submission) throws SQLException {
        UUID reportId = submission.report().reportId();
        First first =
                tx.query(FIRST_RECEIPT, row -> First.read(keys, reportId, row), reportId)
                        .getFirst();
        if (first.receipt.contentSha256().equals(submission.contentSha256())) {
            return new Replayed(first.receipt);
        }
        return new Conflicting(
                first.contentForm == submission.contentForm()
                        ? null
                        : new OtherForm(
                                first.receipt,
                                keys.open(
                                        first.study,
                                        reportId,
                                        "body",
                                        tx.query(BODY, row -> row.getBytes(1), reportId)
                                                .getFirst())));
    }

    /**
     * Goes through all of them, a few in memory at a time.
     *
     * @param reading inside a transaction, or a server would send all at once
     * @param keys of its studies; null when it is of a release that sealed nothing
     */
    public static void each(Connection reading, @Nullable StudyKeys keys, Consumer<Given> receipt)
            throws SQLException {
        // Before it was stored with them, all were digested by the first form.
        String form = hasForm(reading) ? "content_form" : "1";
        String all =
                "select report_id, content_sha256, %s, body, study from report".formatted(form);
        try (PreparedStatement statement = reading.prepareStatement(all)) {
            statement.setFetchSize(AT_A_TIME);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    UUID id = Objects.requireNonNull(Sql.uuid(row, 1));
                    String study = row.getString(5);
                    receipt.accept(
                            keys == null
                                    ? new Given(
                                            id, row.getString(2), row.getInt(3), row.getBytes(4))
                                    : new Given(
                                            id,
                                            keys.openText(
                                                    study, id, "content_sha256", row.getBytes(2)),
                                            row.getInt(3),
                                            keys.open(study, id, "body", row.getBytes(4))));
                }
            }
        }
    }

    private static boolean hasForm(Connection reading) throws SQLException {
        try (ResultSet column =
                reading.getMetaData().getColumns(null, null, "report", "content_form")) {
            return column.next();
        }
    }

    /**
     * A receipt.
     *
     * @param contentForm by which its content was digested
     * @param body byte for byte as it was sent
     */
    public record Given(UUID reportId, String contentSha256, int contentForm, byte[] body) {

        /** An id and a length only. */
        @Override
        public String toString() {
            return "Given[" + reportId + ", " + body.length + " bytes]";
        }
    }

    /**
     * What is stored under an id.
     *
     * @param contentForm by which its content was digested
     */
    private record First(Receipt receipt, int contentForm, String study) {

        static First read(StudyKeys keys, UUID reportId, ResultSet row) throws SQLException {
            String study = row.getString(5);
            return new First(
                    new Receipt(
                            reportId,
                            ReportState.of(row.getString(1)),
                            Instant.ofEpochMilli(row.getLong(2)),
                            keys.openText(study, reportId, "content_sha256", row.getBytes(3))),
                    row.getInt(4),
                    study);
        }
    }
}
