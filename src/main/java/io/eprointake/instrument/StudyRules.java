package io.eprointake.instrument;

import java.util.List;

/**
 * The alert rules that studies bring with their configuration, beside those that are set: a bean
 * that there may be.
 */
public record StudyRules(List<AlertRule> rules) {

    public StudyRules {
        rules = List.copyOf(rules);
    }
}
