package io.eprointake.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Several who move one alert at once, in every order: each sees where the one before left it. */
public class StandingTransitionsTest {

    private static final int ESCALATIONS = 2;

    private final AtomicReference<Standing> row =
            new AtomicReference<>(new Standing(AlertState.OPEN, 0));

    @Operation
    public boolean acknowledge() {
        return move(Standing::acknowledged);
    }

    @Operation
    public boolean takeBack() {
        return move(Standing::takenBack);
    }

    @Operation
    public boolean escalate() {
        return move(standing -> standing.escalated(ESCALATIONS));
    }

    @Operation
    public String stands() {
        Standing now = Objects.requireNonNull(row.get());
        return now.state().word() + now.level();
    }

    private interface Move {
        Optional<Standing> from(Standing standing);
    }

    /** As a transaction that holds the subject's key. */
    private boolean move(Move move) {
        while (true) {
            Standing from = Objects.requireNonNull(row.get());
            Optional<Standing> to = move.from(from);
            if (to.isEmpty()) {
                return false;
            }
            if (row.compareAndSet(from, to.get())) {
                return true;
            }
        }
    }

    @Test
    void noMoveIsLostAndNoneIsMadeTwice() {
        new ModelCheckingOptions()
                .actorsBefore(0)
                .threads(2)
                .actorsPerThread(3)
                .iterations(15)
                .invocationsPerIteration(300)
                .check(StandingTransitionsTest.class);
    }

    @Test
    void whatIsNotPossibleIsRefused() {
        Standing open = new Standing(AlertState.OPEN, 0);
        Standing twice = new Standing(AlertState.ESCALATED, 2);
        Standing answered = new Standing(AlertState.ACKNOWLEDGED, 1);
        Standing withdrawn = new Standing(AlertState.WITHDRAWN, 0);

        assertThat(moves(open)).isEqualTo("acknowledged0 - escalated1");
        assertThat(moves(twice)).isEqualTo("acknowledged2 - -");
        assertThat(moves(answered)).isEqualTo("- escalated1 -");
        assertThat(moves(withdrawn)).isEqualTo("- - -");
    }

    private static String moves(Standing from) {
        return String.join(
                " ",
                word(from.acknowledged()),
                word(from.takenBack()),
                word(from.escalated(ESCALATIONS)));
    }

    private static String word(Optional<Standing> to) {
        return to.map(it -> it.state().word() + it.level()).orElse("-");
    }

    @Test
    void eachFurtherRoleIsToldAfterOnceMoreTheLimit() {
        Instant raised = Instant.parse("2026-03-03T08:00:00Z");
        Instant by = raised.plus(Duration.ofHours(4));
        UnaryOperator<Standing> next = it -> it.escalated(ESCALATIONS).orElseThrow();
        Standing open = new Standing(AlertState.OPEN, 0);
        Standing once = next.apply(open);

        assertThat(due(open, raised, by)).isEqualTo(by);
        assertThat(due(once, raised, by)).isEqualTo(raised.plus(Duration.ofHours(8)));
        assertThat(due(next.apply(once), raised, by)).isNull();
        assertThat(due(once.acknowledged().orElseThrow(), raised, by)).isNull();
        assertThat(open.due(raised, by, 0)).isNull();
    }

    private static @Nullable Instant due(Standing standing, Instant raised, Instant by) {
        return standing.due(raised, by, ESCALATIONS);
    }
}
