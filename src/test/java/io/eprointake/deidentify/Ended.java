package io.eprointake.deidentify;

/**
 * How a run ended, and what it said.
 *
 * @param code of its exit
 * @param out what it printed
 * @param err what it printed for whoever waits
 */
record Ended(int code, String out, String err) {}
