package io.eprointake.analysis;

import io.eprointake.report.Analysis;
import io.eprointake.report.Narrative;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The AI behind the service, as the service sees it: slow, hung or gone at any time.
 *
 * <p>A call blocks the virtual thread it is made on. An interrupt must end it, and with it free
 * whatever it holds: that is how a deadline cancels it. One that does not end is named as leaked.
 */
public interface Analyzer {

    /**
     * Analyzes one narrative.
     *
     * @param budget what is left until the deadline; the caller enforces it, an analyzer may pass
     *     it on
     * @throws IOException when the analyzer could not be reached, or what it answered could not be
     *     understood
     * @throws InterruptedException when it was cancelled
     */
    Analysis analyze(Request request, Duration budget) throws IOException, InterruptedException;

    /**
     * Analyzes one narrative as above.
     *
     * @param early told what is found before what may take long is begun, if there is such a part;
     *     it may refuse to have that begun, by throwing
     */
    default Analysis analyze(Request request, Duration budget, Consumer<Analysis> early)
            throws IOException, InterruptedException {
        return analyze(request, budget);
    }

    /**
     * @param language a BCP 47 tag; null when the app did not say
     */
    record Request(UUID reportId, @Nullable String language, Narrative narrative) {}
}
