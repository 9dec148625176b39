package io.eprointake.journal;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.eprointake.report.Assessment.Grade;
import java.util.List;

/** What the column {@code assessment} holds; in old rows it has the alerts too. */
@JsonIgnoreProperties(ignoreUnknown = true)
record Grades(List<Grade> grades) {}
