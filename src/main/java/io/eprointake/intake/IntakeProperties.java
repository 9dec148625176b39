package io.eprointake.intake;

import io.eprointake.body.BodyReader;
import io.eprointake.settings.Settings;
import io.eprointake.settings.SettingsRules;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of the report API.
 *
 * @param maxReportSize of one report, unzipped
 * @param maxBatchSize of one batch, unzipped
 * @param maxBatchReports how many reports one batch may hold
 * @param maxBatches how many batches are taken at once; the next is refused with 503
 * @param bodyTimeout within which a body must have arrived
 * @param maxPageSize how many reports one page of a list may hold
 */
@Validated
@ConfigurationProperties("epro.intake")
record IntakeProperties(
        @DefaultValue("128KB") DataSize maxReportSize,
        @DefaultValue("8MB") DataSize maxBatchSize,
        @DefaultValue("1000") @Min(1) @Max(100_000) int maxBatchReports,
        @DefaultValue("8") @Min(1) @Max(1000) int maxBatches,
        @DurationMin(millis = 1) @DefaultValue("30s") Duration bodyTimeout,
        @DefaultValue("200") @Min(1) @Max(10_000) int maxPageSize)
        implements SettingsRules {

    @Override
    public void rules(Settings settings) {
        DataSize least = DataSize.ofBytes(1);
        settings.between("epro.intake.max-report-size", least, BodyReader.LARGEST);
        settings.between("epro.intake.max-batch-size", least, BodyReader.LARGEST);
        settings.atMost(
                "epro.intake.max-report-size", "epro.intake.max-batch-size", DataSize.class);
    }
}
