package io.eprointake.deidentify.text;

/** A stretch of a text that identifies, and as what. */
record Span(int from, int to, Kind kind) {}
