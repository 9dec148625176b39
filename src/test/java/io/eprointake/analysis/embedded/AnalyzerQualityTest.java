package io.eprointake.analysis.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.analysis.Analyzer.Request;
import io.eprointake.report.Analysis;
import io.eprointake.report.Analysis.RedFlag;
import io.eprointake.report.Narrative;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Measures both languages on labelled sentences, prints the table, and keeps it as a floor. */
class AnalyzerQualityTest {

    @Test
    void findsAtLeastWhatItFoundWhenItWasMeasured() throws Exception {
        Map<String, Score> table = new LinkedHashMap<>();
        Map<String, String> labels = labels();
        try (EmbeddedAnalyzer analyzer =
                new EmbeddedAnalyzer(new EmbeddedProperties(1, 64, 20_000, 400))) {
            for (String language : List.of("en", "zh")) {
                for (LabelledSentence sentence : LabelledSentence.read(language)) {
                    Analysis analysis =
                            analyzer.analyze(
                                    new Request(
                                            UUID.randomUUID(),
                                            language,
                                            new Narrative(sentence.text())),
                                    Duration.ofSeconds(10));
                    Set<String> groups =
                            analysis.signals().stream()
                                    .map(signal -> String.valueOf(signal.group()))
                                    .collect(Collectors.toCollection(TreeSet::new));
                    Set<String> flags =
                            analysis.redFlags().stream()
                                    .map(RedFlag::kind)
                                    .map(kind -> kind.toUpperCase(Locale.ROOT))
                                    .collect(Collectors.toCollection(TreeSet::new));
                    for (String part : List.of("all", sentence.half())) {
                        score(table, language, part, "embedded").add(sentence, groups, flags);
                    }
                    if (language.equals("en")) {
                        score(table, language, "all", "keywords")
                                .add(sentence, keywords(labels, sentence.text()), Set.of());
                    }
                }
            }
        }
        table.forEach((name, score) -> System.out.println(name + score));

        assertThat(score(table, "en", "all", "embedded").f1()).isGreaterThan(0.855);
        assertThat(score(table, "zh", "all", "embedded").f1()).isGreaterThan(0.91);
        assertThat(score(table, "en", "all", "embedded").flagRecall()).isGreaterThan(0.95);
        assertThat(score(table, "zh", "all", "embedded").flagRecall()).isEqualTo(1);
        // One sentence denies nausea in one clause and has it, by another word, in the next.
        assertThat(score(table, "zh", "all", "embedded").denied()).isLessThanOrEqualTo(1);
        assertThat(score(table, "en", "all", "keywords").f1()).isLessThan(0.6);
    }

    private static Score score(
            Map<String, Score> table, String language, String part, String matcher) {
        return table.computeIfAbsent(
                "%s %-10s %-8s ".formatted(language, part, matcher), name -> new Score());
    }

    /** The plain alternative: a group is mentioned when a part of its label stands in the text. */
    private static Set<String> keywords(Map<String, String> labels, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return labels.entrySet().stream()
                .filter(label -> lower.contains(label.getKey()))
                .map(Map.Entry::getValue)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, String> labels() throws Exception {
        Map<String, String> labels = new HashMap<>();
        for (Lexicon.Example example : Lexicon.load(Language.ENGLISH).examples()) {
            if (example.topic() instanceof Topic.Symptom(int group, String name)) {
                for (String part : name.toLowerCase(Locale.ROOT).split("/", -1)) {
                    labels.put(part.strip(), String.valueOf(group));
                }
            }
        }
        return labels;
    }

    /** Counts as {@code narratives/README.md} says. */
    private static final class Score {
        private final List<String> denials = new ArrayList<>();
        private int wanted;
        private int found;
        private int foundWherePrecise;
        private int extra;
        private int flagsWanted;
        private int flagsFound;
        private int flagsExtra;

        void add(LabelledSentence sentence, Set<String> groups, Set<String> flags) {
            Set<String> hits = new TreeSet<>(sentence.groups());
            hits.retainAll(groups);
            wanted += sentence.groups().size();
            found += hits.size();
            if (sentence.precise()) {
                Set<String> others = new TreeSet<>(groups);
                others.removeAll(sentence.groups());
                others.removeAll(sentence.neutral());
                extra += others.size();
                foundWherePrecise += hits.size();
            }
            sentence.denied().stream()
                    .filter(d -> groups.contains(d) || flags.contains(d))
                    .forEach(denials::add);
            Set<String> raised = new TreeSet<>(flags);
            raised.retainAll(sentence.flags());
            flagsWanted += sentence.flags().size();
            flagsFound += raised.size();
            Set<String> labelled = new TreeSet<>(flags);
            labelled.removeAll(LabelledSentence.UNLABELLED_FLAGS);
            flagsExtra += labelled.size() - raised.size();
        }

        double recall() {
            return (double) found / wanted;
        }

        double precision() {
            return (double) foundWherePrecise / (foundWherePrecise + extra);
        }

        double f1() {
            return 2 * recall() * precision() / (recall() + precision());
        }

        double flagRecall() {
            return (double) flagsFound / flagsWanted;
        }

        int denied() {
            return denials.size();
        }

        @Override
        public String toString() {
            return "recall %.3f precision %.3f F1 %.3f | red flags %d of %d, %d more | %d denied"
                    .formatted(
                            recall(),
                            precision(),
                            f1(),
                            flagsFound,
                            flagsWanted,
                            flagsExtra,
                            denied());
        }
    }
}
