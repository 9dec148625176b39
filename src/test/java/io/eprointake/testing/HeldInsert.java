package io.eprointake.testing;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;

/** Holds a transaction open in PostgreSQL while it inserts one report. */
public final class HeldInsert implements AutoCloseable {

    private static final String WAITING =
            """
            select pid from pg_stat_activity
            where datname = current_database() and wait_event in ('PgSleep', 'advisory')
            """;

    private final String url;
    private final Connection holder;

    /** The transaction that inserts this report goes no further than that until this is closed. */
    public HeldInsert(String url, UUID reportId) {
        this.url = url;
        Postgres.execute(
                url,
                """
                create or replace function held() returns trigger language plpgsql as
                $$ begin
                    while not pg_try_advisory_xact_lock_shared(4711) loop
                        perform pg_sleep(0.01);
                    end loop;
                    return new;
                end $$
                """,
                """
                create trigger held before insert on report for each row
                when (new.report_id = '%s') execute function held()
                """
                        .formatted(reportId));
        try {
            holder = DriverManager.getConnection(url);
            holder.createStatement().execute("select pg_advisory_lock(4711)");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns when so many transactions wait for this one, or for one that does. */
    public void awaitWaiting(int transactions) {
        await().until(() -> Postgres.list(url, WAITING).size() == transactions);
    }

    @Override
    public void close() {
        try {
            holder.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
