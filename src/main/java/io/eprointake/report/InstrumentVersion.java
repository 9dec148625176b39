package io.eprointake.report;

/**
 * One version of an instrument.
 *
 * @param instrument its name, for example {@code PRO-CTCAE}
 * @param version for example {@code 1.0}
 */
public record InstrumentVersion(String instrument, String version) {}
