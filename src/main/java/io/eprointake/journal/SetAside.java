package io.eprointake.journal;

import io.eprointake.store.Tx;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Outcomes that cannot be sent as they are, put where they stop nobody: they stay in the outbox
 * until a person mended what they tell of, and brings them back.
 */
final class SetAside {

    /** What the outcome is made of cannot be read. */
    static final String UNREADABLE = "unreadable";

    /** It was read, and no event can be made of it. */
    static final String UNWRITABLE = "unwritable";

    private static final Logger log = LoggerFactory.getLogger(SetAside.class);

    private static final String PUT =
            "update outbox set set_aside = ? where seq = ? and set_aside is null";

    private SetAside() {}

    static void put(Tx tx, String why, List<Row> rows) throws SQLException {
        if (!rows.isEmpty()) {
            tx.updateAll(
                    PUT, rows.stream().map(row -> new @Nullable Object[] {why, row.seq}).toList());
        }
    }

    /** Names those whose transaction was committed, by their ids. */
    static void tell(String why, List<Row> rows) {
        rows.forEach(row ->
                log.atError()
                        .addKeyValue("report_id", row.reportId)
                        .addKeyValue("seq", row.seq)
                        .addKeyValue("why", why)
                        .log("An outcome is set aside"));
    }

    /** A row of the outbox. */
    record Row(long seq, UUID reportId) {}
}
