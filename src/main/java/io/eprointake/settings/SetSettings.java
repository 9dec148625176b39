package io.eprointake.settings;

import java.util.Map;

/**
 * The settings that were set, in place of what is usual.
 *
 * @param shown by their names, with no secret in them
 */
public record SetSettings(Map<String, String> shown) {}
