package io.eprointake.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Consumer;

/** Every receipt that was given, with what it was given for: for whoever checks a whole store. */
public final class Receipts {

    private static final int AT_A_TIME = 200;

    private Receipts() {}

    /**
     * Goes through all of them, a few in memory at a time.
     *
     * @param reading inside a transaction, or a server would send all at once
     */
    public static void each(Connection reading, Consumer<Given> receipt) throws SQLException {
        // Before it was stored with them, all were digested by the first form.
        String form = hasForm(reading) ? "content_form" : "1";
        String all = "select report_id, content_sha256, %s, body from report".formatted(form);
        try (PreparedStatement statement = reading.prepareStatement(all)) {
            statement.setFetchSize(AT_A_TIME);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    receipt.accept(
                            new Given(
                                    row.getString(1),
                                    row.getString(2),
                                    row.getInt(3),
                                    row.getBytes(4)));
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
    public record Given(String reportId, String contentSha256, int contentForm, byte[] body) {

        /** An id and a length only. */
        @Override
        public String toString() {
            return "Given[" + reportId + ", " + body.length + " bytes]";
        }
    }
}
