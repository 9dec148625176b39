package io.eprointake.journal;

import io.eprointake.report.Scope;
import java.util.HashMap;
import java.util.Map;

/** A scope as a condition of a statement on reports. */
record Within(Scope scope) {

    /** Of rows that are found one by one. */
    String condition() {
        return (scope.sites() == null ? "" : " and r.site in (:sites)") + andNotBySite();
    }

    /** Of rows that are found by their sites already. */
    String andNotBySite() {
        return (scope.studies() == null ? "" : " and r.study in (:studies)")
                + (scope.subject() == null ? "" : " and r.subject = :subject");
    }

    Map<String, Object> parameters() {
        Map<String, Object> given = new HashMap<>();
        if (scope.sites() != null) {
            given.put("sites", scope.sites());
        }
        if (scope.studies() != null) {
            given.put("studies", scope.studies());
        }
        if (scope.subject() != null) {
            given.put("subject", scope.subject().id());
        }
        return given;
    }
}
