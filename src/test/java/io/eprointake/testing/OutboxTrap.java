package io.eprointake.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;

/**
 * Catches a replica at a bad moment: the broker has outcomes of it that are still in the outbox.
 * The database knows it by its {@code ApplicationName}, which is {@link #NAME}.
 */
public final class OutboxTrap {

    /** Of the replica that is to be caught. */
    public static final String NAME = "victim";

    private static final String[] WRITE_CLAIMS = {
        "create table claimed (seq bigint)",
        """
        create function write_claim() returns trigger language plpgsql as
        $$ begin insert into claimed values (new.seq); return null; end $$
        """,
        """
        create trigger claimed after update on outbox for each row
        when (current_setting('application_name') = 'victim') execute function write_claim()
        """
    };

    private static final String[] HOLD_DELETES = {
        """
        create function hold() returns trigger language plpgsql as
        $$ begin perform pg_sleep(2); return null; end $$
        """,
        """
        create trigger hold before delete on outbox for each statement
        when (current_setting('application_name') = 'victim') execute function hold()
        """
    };

    private static final String HELD =
            """
            select pid from pg_stat_activity
            where application_name = 'victim' and wait_event = 'PgSleep' and query like '%outbox%'
            """;

    /** Else it would first go through all that the dead had still said, slowly. */
    private static final String DISCONNECT =
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'victim'";

    private final String url;

    /** From now on it is written down what the replica claims. */
    public OutboxTrap(String url) {
        this.url = url;
        Postgres.execute(url, WRITE_CLAIMS);
    }

    /**
     * Kills the replica while it deletes what it sent.
     *
     * @return the numbers of those outcomes
     */
    public List<String> kill(ServiceProcess replica) {
        Postgres.execute(url, HOLD_DELETES);
        await("it deletes what it sent")
                .atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> !Postgres.list(url, HELD).isEmpty());
        replica.kill();
        await("the database sees that it is gone")
                .until(() -> Postgres.list(url, DISCONNECT).isEmpty());
        List<String> left =
                Postgres.list(url, "select distinct seq from claimed join outbox using (seq)");
        assertThat(left).isNotEmpty();
        // Or the end of its lease would be waited for.
        Postgres.execute(
                url, "update outbox set due_at = 0 where seq in (select seq from claimed)");
        return left;
    }
}
