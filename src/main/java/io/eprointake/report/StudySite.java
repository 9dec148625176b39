package io.eprointake.report;

/** A site of a study. */
public record StudySite(String study, String site) {}
