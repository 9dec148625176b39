package io.eprointake.notice;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.eprointake.audit.Act;
import io.eprointake.audit.Act.Change;
import io.eprointake.audit.Act.What;
import io.eprointake.audit.Actor;
import io.eprointake.audit.Trail;
import io.eprointake.store.Sql;
import io.eprointake.store.Store;
import io.eprointake.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Notices as operations see them: nothing of what an alert is about, and no address. */
final class NoticeList {

    private static final String SELECT =
            """
            select seq, notice_id, recipient, channel, kind, study, site, alert, role, raised_at,
                   state, attempts, tried_at, last_error, due_at, done_at
            from notice
            """;

    /** All its attempts again; what it was delivered by is gone from it. */
    private static final String SEND_AGAIN =
            """
            update notice set state = 'waiting', attempts = 0, begun_at = null, due_at = ?, done_at = null
            where notice_id = ?
            """;

    private static final String COME_BACK =
            "update notice_recipient set gone_at = null where recipient = ?";

    private final Store store;
    private final Trail trail;

    NoticeList(Store store, Trail trail) {
        this.store = store;
        this.trail = trail;
    }

    /**
     * A page, the last that were written first.
     *
     * @param state {@code waiting}, {@code sent} or {@code set_aside}; null for all
     * @param before the last of the page before; null for the first page
     */
    List<Delivery> list(
            @Nullable String state, @Nullable String recipient, @Nullable Long before, int limit) {
        var where = new StringBuilder(" where seq < :before");
        Map<String, Object> given = new HashMap<>();
        given.put("before", before == null ? Long.MAX_VALUE : before);
        given.put("limit", limit);
        if (state != null) {
            where.append(" and state = :state");
            given.put("state", state);
        }
        if (recipient != null) {
            where.append(" and recipient = :recipient");
            given.put("recipient", recipient);
        }
        return store.read(reading ->
                reading.sql(SELECT + where + " order by seq desc limit :limit")
                        .params(given)
                        .query((row, n) -> read(row))
                        .list());
    }

    Optional<Delivery> find(UUID id) {
        return store.read(reading ->
                reading.sql(SELECT + " where notice_id = ?")
                        .param(store.bound(id))
                        .query((row, n) -> read(row))
                        .optional());
    }

    /**
     * Has one sent again from now on, whatever became of it, and starts an endpoint again that said
     * that it is gone.
     *
     * @return false when there is none of that id
     */
    boolean sendAgain(UUID id, Actor by) {
        return store.await(store.admit(id.toString(), tx -> sendAgain(tx, id, by)));
    }

    private boolean sendAgain(Tx tx, UUID id, Actor by) throws SQLException {
        List<Delivery> found = tx.query(SELECT + " where notice_id = ?", NoticeList::read, id);
        if (found.isEmpty()) {
            return false;
        }
        Delivery notice = found.getFirst();
        tx.update(SEND_AGAIN, tx.steady().toEpochMilli(), id);
        tx.update(COME_BACK, notice.recipient);
        trail.append(
                tx,
                List.of(
                        new Act(
                                What.SENT_AGAIN,
                                by,
                                null,
                                id.toString(),
                                new Change("state", notice.state, "waiting"))));
        return true;
    }

    private static Delivery read(ResultSet row) throws SQLException {
        return new Delivery(
                row.getLong("seq"),
                Objects.requireNonNull(Sql.uuid(row, 2)),
                row.getString("recipient"),
                row.getString("channel"),
                row.getString("kind"),
                row.getString("study"),
                row.getString("site"),
                row.getLong("alert"),
                row.getString("role"),
                instant(row, "raised_at"),
                row.getString("state"),
                row.getInt("attempts"),
                instant(row, "tried_at"),
                row.getString("last_error"),
                instant(row, "due_at"),
                instant(row, "done_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    /**
     * One notice, and what became of it, as it is answered: without what the alert is about.
     *
     * @param deliveryId the same as the header {@code webhook-id}
     * @param raisedAt when the alert was raised, or escalated
     * @param nextTryAt null when it does not wait
     * @param doneAt when it was sent or set aside
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Delivery(
            @JsonIgnore long seq,
            UUID deliveryId,
            String recipient,
            String channel,
            String kind,
            String study,
            String site,
            long alert,
            String role,
            @Nullable Instant raisedAt,
            String state,
            int attempts,
            @Nullable Instant lastTriedAt,
            @Nullable String lastError,
            @Nullable Instant nextTryAt,
            @Nullable Instant doneAt) {}
}
