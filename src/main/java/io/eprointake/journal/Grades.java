package io.eprointake.journal;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.eprointake.report.Assessment.Grade;
import io.eprointake.report.Assessment.Score;
import java.util.List;

/** What the column {@code assessment} holds; old rows have no scores, but some have the alerts. */
@JsonIgnoreProperties(ignoreUnknown = true)
record Grades(List<Grade> grades, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Score> scores) {

    Grades {
        scores = scores == null ? List.of() : scores;
    }
}
