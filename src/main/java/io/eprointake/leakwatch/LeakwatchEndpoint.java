package io.eprointake.leakwatch;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.eprointake.leakwatch.DumpLimit.TooSoon;
import java.io.IOException;
import java.util.List;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.stereotype.Component;

/** {@code /actuator/leakwatch}: what runs, what leaked, and the way to cancel it by name. */
@Component
@WebEndpoint(id = "leakwatch")
final class LeakwatchEndpoint {

    private final Ledger ledger;
    private final Reader reader;
    private final ThreadDump dump;
    private final DumpLimit limit;

    LeakwatchEndpoint(Ledger ledger, Reader reader, ThreadDump dump, DumpLimit limit) {
        this.ledger = ledger;
        this.reader = reader;
        this.dump = dump;
        this.limit = limit;
    }

    @ReadOperation
    Reading read() {
        return reader.read();
    }

    /** {@code /dump} is the only page below: 429 when asked for too often. */
    @ReadOperation
    WebEndpointResponse<?> page(@Selector String page) throws IOException {
        if (!page.equals("dump")) {
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
        }
        try {
            return new WebEndpointResponse<>(limit.pass(dump::take));
        } catch (TooSoon e) {
            return new WebEndpointResponse<>(
                    new Refusal(e.retryAfter.toSeconds() + 1),
                    WebEndpointResponse.STATUS_TOO_MANY_REQUESTS);
        }
    }

    /**
     * Cancels the open task with that id, or all with that name: the attempts of one report.
     *
     * @return 404 when there is none
     */
    @DeleteOperation
    WebEndpointResponse<List<Cancelled>> cancel(@Selector String task) {
        List<Cancelled> cancelled = ledger.find(task).map(Cancelled::cancel).toList();
        return cancelled.isEmpty()
                ? new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND)
                : new WebEndpointResponse<>(cancelled);
    }

    /**
     * @param retryAfter in seconds
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Refusal(long retryAfter) {}

    /**
     * @param cut whether this cancel cut it; false when it was cut already
     * @param state a moment later
     */
    record Cancelled(String id, String name, boolean cut, Task.State state) {

        static Cancelled cancel(Task task) {
            boolean cut = task.cancel();
            return new Cancelled(task.id(), task.name(), cut, task.state());
        }
    }
}
