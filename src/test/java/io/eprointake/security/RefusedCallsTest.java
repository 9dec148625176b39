package io.eprointake.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.audit.Act;
import io.eprointake.report.Scope;
import io.eprointake.testing.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** However often a caller is refused, a few entries tell of it, and none is forgotten. */
class RefusedCallsTest {

    private final Clock clock = new Clock();
    private final List<Act> told = new ArrayList<>();
    private final RefusedCalls refused = new RefusedCalls(told::add, clock::nanos);

    @Test
    void aFewAMinuteAreToldAndTheNextSaysHowManyMore() {
        for (int i = 0; i < 20; i++) {
            refuse("nurse");
        }
        assertThat(told).hasSize(RefusedCalls.A_MINUTE);
        refuse("another");
        assertThat(told).hasSize(RefusedCalls.A_MINUTE + 1);

        clock.advance(Duration.ofMinutes(1));
        refuse("nurse");
        refuse("nurse");

        assertThat(told.stream().map(RefusedCallsTest::words))
                .endsWith("call=GET /devices refused_besides=17", "call=GET /devices");
        assertThat(told.getLast().actor().name()).isEqualTo("nurse");
        assertThat(told.getLast().actor().origin()).isEqualTo("192.0.2.1");
    }

    private static String words(Act act) {
        return act.changes().stream()
                .map(it -> it.field() + "=" + it.now())
                .collect(Collectors.joining(" "));
    }

    private void refuse(String name) {
        var caller = new Caller(name, Role.ANALYST, Set.of(), Scope.ALL, Instant.MAX);
        refused.count(caller, "192.0.2.1", "GET /devices");
    }
}
