package io.eprointake.settings;

import java.util.List;
import java.util.stream.Collectors;

/** Nothing is started with these settings. */
final class SettingsRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Refusal> refusals;

    SettingsRefused(List<Refusal> refusals) {
        super(refusals.stream().map(Refusal::toString).collect(Collectors.joining("\n")));
        this.refusals = List.copyOf(refusals);
    }

    List<Refusal> refusals() {
        return refusals;
    }
}
