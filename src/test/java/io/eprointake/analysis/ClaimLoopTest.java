package io.eprointake.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eprointake.journal.Claim;
import io.eprointake.journal.Worker.Place;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClaimLoopTest {

    private int reserved;
    private int given;

    @Test
    void asManyPlacesAreReservedAsThereAre() {
        assertThat(ClaimLoop.places(() -> reserved < 7 ? reserve() : null)).hasSize(7);
        assertThat(given).isZero();
    }

    @Test
    void placesAreGivenUpWhenAnErrorStrikesBetweenThem() {
        assertThatThrownBy(() -> ClaimLoop.places(this::reserveTwo))
                .isInstanceOf(OutOfMemoryError.class);

        assertThat(reserved).isEqualTo(2);
        assertThat(given).isEqualTo(2);
    }

    private @Nullable Place reserveTwo() {
        if (reserved == 2) {
            throw new OutOfMemoryError("on purpose");
        }
        return reserve();
    }

    private Place reserve() {
        reserved++;
        return new Place() {
            @Override
            public void take(Claim claim) {
                throw new AssertionError("taken");
            }

            @Override
            public void giveUp() {
                given++;
            }
        };
    }
}
