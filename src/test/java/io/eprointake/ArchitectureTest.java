package io.eprointake;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ArchitectureTest {

    @Test
    void packagesUseOnlyWhatTheyAreAllowedTo() {
        ApplicationModules.of(EproIntake.class).verify();
    }
}
