package io.eprointake.alerts;

import io.eprointake.report.Alert;
import java.time.Instant;

/**
 * An alert as it stands on record.
 *
 * @param id its own, for those who answer it
 * @param late whether an earlier report that came, or was released, after this one raised it
 */
public record RaisedAlert(long id, Alert alert, Instant raisedAt, boolean late) {}
