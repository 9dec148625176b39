package io.eprointake.analysis;

import io.eprointake.report.Analysis;
import io.eprointake.report.Analysis.RedFlag;
import io.eprointake.report.Analysis.Signal;
import io.eprointake.report.Narrative;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What goes over the wire between the service and a remote analyzer. */
final class Wire {

    private static final int GROUPS = 80;

    /** It stands by itself in alerts, and so must be a word. */
    private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    private Wire() {}

    static Call of(Analyzer.Request request) {
        return new Call(request.reportId(), request.language(), request.narrative().text());
    }

    /** The body of {@code POST /analyze}. */
    record Call(@Nullable UUID reportId, @Nullable String language, @Nullable String narrative) {

        /**
         * @throws IllegalArgumentException when a field is missing
         */
        Analyzer.Request request() {
            if (reportId == null || narrative == null) {
                throw new IllegalArgumentException("report_id and narrative are required");
            }
            return new Analyzer.Request(reportId, language, new Narrative(narrative));
        }

        @Override
        public String toString() {
            return "Call[" + reportId + "]";
        }
    }

    /** The answer, which is not trusted: anything may be absent or out of range. */
    record Answer(
            @Nullable String analyzer,
            @Nullable List<@Nullable Signal> signals,
            @Nullable List<@Nullable RedFlag> redFlags,
            @Nullable List<@Nullable RedFlag> possibleRedFlags) {

        /**
         * @throws IllegalArgumentException when it is not an analysis
         */
        Analysis analysis() {
            if (analyzer == null || signals == null || redFlags == null) {
                throw new IllegalArgumentException("analyzer, signals and red_flags are required");
            }
            return new Analysis(
                    analyzer,
                    signals.stream().map(Answer::checked).toList(),
                    redFlags.stream().map(Answer::checked).toList(),
                    possibleRedFlags == null
                            ? List.of()
                            : possibleRedFlags.stream().map(Answer::checked).toList());
        }

        @SuppressWarnings("NullAway") // a parser fills components with null, whatever they declare
        private static Signal checked(@Nullable Signal signal) {
            if (signal == null
                    || signal.group() < 1
                    || signal.group() > GROUPS
                    || !(signal.confidence() >= 0 && signal.confidence() <= 1)
                    || signal.symptom() == null
                    || signal.evidence() == null) {
                throw new IllegalArgumentException("a signal is not one");
            }
            return signal;
        }

        @SuppressWarnings("NullAway") // as above
        private static RedFlag checked(@Nullable RedFlag flag) {
            if (flag == null
                    || flag.kind() == null
                    || !KIND.matcher(flag.kind()).matches()
                    || flag.evidence() == null) {
                throw new IllegalArgumentException("a red flag is not one");
            }
            return flag;
        }
    }
}
