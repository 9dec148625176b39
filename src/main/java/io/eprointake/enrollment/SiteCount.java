package io.eprointake.enrollment;

/** How many patients one site has enrolled. */
public record SiteCount(String site, long enrolled) {}
