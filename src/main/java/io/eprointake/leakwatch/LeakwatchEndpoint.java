package io.eprointake.leakwatch;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.eprointake.leakwatch.DumpLimit.TooSoon;
import java.io.IOException;
import java.util.Comparator;
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
    private final LeakwatchReader reader;
    private final ThreadDump dump;
    private final DumpLimit limit;

    LeakwatchEndpoint(Ledger ledger, LeakwatchReader reader, ThreadDump dump, DumpLimit limit) {
        this.ledger = ledger;
        this.reader = reader;
        this.dump = dump;
        this.limit = limit;
    }

    @ReadOperation
    LeakwatchReading read() {
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
     * @return 200 when it cut one, 409 when all were cut before and have not ended, 404 when there
     *     is none
     */
    @DeleteOperation
    WebEndpointResponse<Cancelled> cancel(@Selector String task) {
        List<One> tasks =
                ledger.find(task)
                        .map(One::cancel)
                        // It ended by itself, before it could be cut.
                        .filter(it -> it.result == Result.CUT || !it.state.over())
                        .toList();
        Result result =
                tasks.stream().map(One::result).min(Comparator.naturalOrder()).orElse(Result.NONE);
        return new WebEndpointResponse<>(new Cancelled(result, tasks), result.status);
    }

    /**
     * @param retryAfter in seconds
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Refusal(long retryAfter) {}

    /** What a cancel came to. Of several the first of these counts. */
    enum Result {
        CUT("cut", WebEndpointResponse.STATUS_OK),
        /** It was told to end once more. */
        CUT_BEFORE("already cut, still not freed", 409),
        NONE("no such task", WebEndpointResponse.STATUS_NOT_FOUND);

        private final String words;
        private final int status;

        Result(String words, int status) {
            this.words = words;
            this.status = status;
        }

        @JsonValue
        String words() {
            return words;
        }
    }

    record Cancelled(Result result, List<One> tasks) {}

    /**
     * @param state a moment later
     */
    record One(String id, String name, Result result, Task.State state) {

        static One cancel(Task task) {
            boolean cut = task.cancel();
            return new One(
                    task.id(), task.name(), cut ? Result.CUT : Result.CUT_BEFORE, task.state());
        }
    }
}
