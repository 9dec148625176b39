package io.eprointake.deidentify.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * Names that were known to the scrubber of every file.
 *
 * @param known how many words, pairs of words and Chinese names they are known by
 * @param unknownRows rows whose names are not known, or not all, since there were too many before
 * @param columns where they stand, by file
 * @param unread files whose names are not known, and why; then no text is handed on
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Names(
        @JsonInclude int known,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long unknownRows,
        Map<String, List<String>> columns,
        Map<String, String> unread) {}
