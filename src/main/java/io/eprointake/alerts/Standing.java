package io.eprointake.alerts;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where an alert stands, and where it can go from there. Each move answers where it stands then;
 * nothing when it is none from here. That two do not move one alert at once, its subject's key sees
 * to: each reads where it stands in the transaction that moves it.
 *
 * @param level how often it was told to a further role; it is kept when somebody answers
 */
record Standing(AlertState state, int level) {

    /** As it is stored: whether it waits for an answer is a row, and not a word. */
    static Standing of(boolean waits, int level, boolean withdrawn) {
        AlertState state =
                waits ? waiting(level) : withdrawn ? AlertState.WITHDRAWN : AlertState.ACKNOWLEDGED;
        return new Standing(state, level);
    }

    private static AlertState waiting(int level) {
        return level == 0 ? AlertState.OPEN : AlertState.ESCALATED;
    }

    boolean waits() {
        return state == AlertState.OPEN || state == AlertState.ESCALATED;
    }

    /** Somebody says what they did about it. */
    Optional<Standing> acknowledged() {
        return waits()
                ? Optional.of(new Standing(AlertState.ACKNOWLEDGED, level))
                : Optional.empty();
    }

    /** Somebody says that this was wrong: it waits again, for the same roles as before. */
    Optional<Standing> takenBack() {
        return state == AlertState.ACKNOWLEDGED
                ? Optional.of(new Standing(waiting(level), level))
                : Optional.empty();
    }

    /**
     * Nobody answered it in time.
     *
     * @param escalations how many there are in its study
     */
    Optional<Standing> escalated(int escalations) {
        return waits() && level < escalations
                ? Optional.of(new Standing(AlertState.ESCALATED, level + 1))
                : Optional.empty();
    }

    /**
     * When it is told to the next role if nobody answers: once more its limit for each that was
     * told.
     *
     * @return null when there is none to tell
     */
    @Nullable Instant due(Instant raisedAt, Instant answerBy, int escalations) {
        return waits() && level < escalations
                ? raisedAt.plus(Duration.between(raisedAt, answerBy).multipliedBy(level + 1L))
                : null;
    }
}
