package io.eprointake.deidentify.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.eprointake.deidentify.text.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a column.
 *
 * @param rule the rule's own action, where the profile allowed no less than another
 * @param changed values that are not what they were
 * @param notUnderstood those of them that did not fit their rule, and were left empty
 * @param emptied values that went out empty, for whatever reason: those, codes for none, and years
 *     of birth that are too long ago
 * @param distinctLeft different values in the output, the empty one among them
 * @param distinctLeftOrMore whether that count ended at its limit
 * @param caseTwins how often an id came that differs from one before in case only
 * @param found what was taken out of free text
 * @param remaining values of the output that look like an identifier, and that no rule allows
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record ColumnReport(
        String column,
        String action,
        @Nullable String rule,
        @JsonInclude long changed,
        long notUnderstood,
        long emptied,
        @JsonInclude int distinctLeft,
        boolean distinctLeftOrMore,
        long caseTwins,
        Map<Kind, Long> found,
        Map<Kind, Long> remaining) {}
