package io.eprointake.analysis.embedded;

import io.eprointake.analysis.Analyzer;
import io.eprointake.analysis.embedded.SentenceReader.Reading;
import io.eprointake.report.Analysis;
import io.eprointake.report.Analysis.RedFlag;
import io.eprointake.report.Analysis.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The analyzer inside this process: what words mean, and phrases, in Chinese and English. It loads
 * a language's model when the first narrative needs it, and reads a narrative up to the limits of
 * {@link EmbeddedProperties}.
 */
public final class EmbeddedAnalyzer implements Analyzer, AutoCloseable {

    static final String VERSION = "embedded-3";

    private final EmbeddedProperties properties;
    private final Workers workers;
    private final Map<Language, Lazy<SentenceReader>> readers = new EnumMap<>(Language.class);

    /** Loads nothing. */
    public EmbeddedAnalyzer(EmbeddedProperties properties) {
        this.properties = properties;
        this.workers = new Workers(properties.threads(), properties.queue());
        for (Language language : Language.values()) {
            readers.put(language, new Lazy<>(() -> SentenceReader.load(language)));
        }
    }

    @Override
    public Analysis analyze(Request request, Duration budget)
            throws IOException, InterruptedException {
        String text = request.narrative().text();
        String read = text.substring(0, Math.min(text.length(), properties.maxCharacters()));
        return workers.run(cancellation -> analyze(read, cancellation));
    }

    private Analysis analyze(String text, Cancellation cancellation) throws IOException {
        List<Sentence> sentences = Splitter.split(text, properties.maxClauses());
        List<Reading> readings = new ArrayList<>();
        for (Language language : Language.values()) {
            List<Sentence> own = sentences.stream().filter(s -> s.language() == language).toList();
            Lazy<SentenceReader> reader = readers.get(language);
            if (!own.isEmpty() && reader != null) {
                readings.addAll(
                        reader.get()
                                .read(
                                        own,
                                        properties.possible(),
                                        properties.feverCelsius(),
                                        cancellation));
            }
        }
        return analysis(readings);
    }

    private Analysis analysis(List<Reading> readings) {
        Map<Integer, Signal> signals = new TreeMap<>();
        Map<String, RedFlag> redFlags = new TreeMap<>();
        Map<String, RedFlag> possible = new TreeMap<>();
        readings.sort(Comparator.comparingDouble(Reading::confidence).reversed());
        for (Reading reading : readings) {
            switch (reading.topic()) {
                case Topic.Symptom(int group, String name) -> {
                    if (reading.confidence() >= properties.symptom()) {
                        signals.putIfAbsent(
                                group,
                                new Signal(group, name, reading.confidence(), reading.evidence()));
                    }
                }
                case Topic.Alarm(String kind) -> {
                    RedFlag flag = new RedFlag(kind, reading.evidence(), reading.past());
                    if (reading.confidence() >= properties.redFlag()) {
                        redFlags.putIfAbsent(kind, flag);
                    } else if (!redFlags.containsKey(kind)) {
                        possible.putIfAbsent(kind, flag);
                    }
                }
                case Topic.Other(), Topic.Cue(_) -> {}
            }
        }
        return new Analysis(
                VERSION,
                List.copyOf(signals.values()),
                List.copyOf(redFlags.values()),
                List.copyOf(possible.values()));
    }

    /** Analyses under way on a thread now. */
    int running() {
        return workers.running();
    }

    /** Ends what runs, fails what waits, and gives the models' memory back. */
    @Override
    public void close() {
        if (workers.close()) {
            readers.values().forEach(reader -> reader.drop(SentenceReader::close));
        }
    }
}
