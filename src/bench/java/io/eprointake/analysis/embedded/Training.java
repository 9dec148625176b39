package io.eprointake.analysis.embedded;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.eprointake.analysis.embedded.EncodedSentence.Window;
import io.eprointake.analysis.embedded.SentenceReader.Candidate;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Learns what the embedded analyzer knows of both languages from {@code src/bench/examples} and the
 * labelled sentences of the tests, and prints how it does on wordings that it was not taught: the
 * examples are dealt into five folds by their wording, and each is read by what was learnt from the
 * other four. The same examples give the same weights, but for what the model's own arithmetic does
 * on another processor.
 */
public final class Training {

    private static final int FOLDS = 5;
    private static final Path RESOURCES = Path.of("src/main/resources/analysis/embedded");
    private static final Path EXAMPLES = Path.of("src/bench/examples");

    private static final Topic SELF = new Topic.Cue(Context.Kind.SELF);

    private static final Pattern WORD = Pattern.compile("[a-z]{4,}");

    /** A word that so many examples have is spelled right. */
    private static final int USUAL = 3;

    /** In {@code may}: nobody said which symptoms it has. */
    private static final String ANY = "*";

    private final Language language;
    private final SentenceReader reader;
    private final List<String> words;
    private final Set<Part> without;
    private final List<Topic> topics;

    /**
     * @param has groups and red flags that it says
     * @param may what counts neither way
     * @param why {@code has}, {@code past}, {@code ordinary}, or why what it comes near is none
     * @param whole all of it as one sentence, which is what is learnt from
     */
    record Example(
            Set<String> has,
            Set<String> may,
            String why,
            int fold,
            List<EncodedSentence> sentences,
            EncodedSentence whole) {

        /** 1 if it says so, 0 if not, -1 if nobody knows. */
        int says(Topic topic) {
            if (topic instanceof Topic.Cue(Context.Kind kind)) {
                return context(kind);
            }
            String name = name(topic);
            boolean unknown = topic instanceof Topic.Symptom && may.contains(ANY);
            return has.contains(name) ? 1 : unknown || may.contains(name) ? -1 : 0;
        }

        /** Only what says that it has something, or why not, tells. */
        private int context(Context.Kind kind) {
            Context.Kind own =
                    switch (why) {
                        case "has" -> null;
                        case "past" -> Context.Kind.PAST;
                        case "denied" -> Context.Kind.DENIED;
                        case "other" -> Context.Kind.OTHER;
                        case "hypothetical" -> Context.Kind.PERHAPS;
                        case "idiom", "lookalike" -> Context.Kind.FIGURE;
                        default -> Context.Kind.SELF;
                    };
            return own == Context.Kind.SELF ? -1 : own == kind ? 1 : 0;
        }
    }

    /** An example and what was made of it. */
    record Reading(Example example, Candidate candidate) {}

    private Training(
            Language language, SentenceReader reader, List<String> words, Set<Part> without)
            throws IOException {
        this.language = language;
        this.words = words;
        this.without = without;
        this.reader = reader;
        Set<Topic> named = new LinkedHashSet<>();
        for (String line : Files.readAllLines(RESOURCES.resolve(language.tag + ".txt"))) {
            if (line.startsWith("[")) {
                named.add(Topic.of(line.substring(1, line.length() - 1)));
            }
        }
        named.removeIf(topic -> topic instanceof Topic.Other || topic.equals(SELF));
        if (without.contains(Part.CONTEXT)) {
            named.removeIf(topic -> topic instanceof Topic.Cue);
        }
        this.topics = List.copyOf(named);
    }

    /**
     * Takes some minutes for each language.
     *
     * @param arguments tags of the languages, none is all; and {@code without} with a {@link Part},
     *     which then is left out: what is learnt is not written, but how it does is printed
     */
    public static void main(String[] arguments) throws IOException {
        List<String> said = List.of(arguments);
        Set<Part> without = EnumSet.noneOf(Part.class);
        for (Part part : Part.values()) {
            if (said.contains("without-" + part.name().toLowerCase(Locale.ROOT))) {
                without.add(part);
            }
        }
        for (Language language : Language.values()) {
            if (said.contains(language.tag) || said.size() == without.size()) {
                List<String> words = without.contains(Part.SPELLING) ? List.of() : words(language);
                try (SentenceReader reader =
                        SentenceReader.untaught(language, lexicon(language, without), words)) {
                    new Training(language, reader, words, without).run();
                }
            }
        }
    }

    private static Lexicon lexicon(Language language, Set<Part> without) throws IOException {
        Lexicon all = Lexicon.load(language);
        Phrases some =
                new Phrases() {
                    @Override
                    public void add(Topic topic, String phrase) {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public List<Span> find(String plain) {
                        List<Span> found = new ArrayList<>(all.phrases().find(plain));
                        found.removeIf(span ->
                                without.contains(
                                        span.topic() instanceof Topic.Cue
                                                ? Part.CUES
                                                : Part.PHRASES));
                        return found;
                    }
                };
        return new Lexicon(some, without.contains(Part.SPELLING) ? List.of() : all.misspelled());
    }

    private void run() throws IOException {
        List<Example> examples = examples();
        List<Reading> readings = new ArrayList<>();
        for (int fold = 0; fold < FOLDS; fold++) {
            int left = fold;
            Classifier classifier =
                    learn(examples.stream().filter(example -> example.fold != left).toList());
            examples.stream()
                    .filter(example -> example.fold == left)
                    .forEach(example -> read(example, classifier, readings));
        }
        List<Calibration> calibrations = new ArrayList<>();
        for (int judge = 0; judge < Learnt.JUDGEMENTS; judge++) {
            int which = judge;
            calibrations.add(
                    Regression.calibrate(
                            readings.stream()
                                    .filter(it -> Learnt.calibration(it.candidate) == which)
                                    .filter(it -> it.example.says(it.candidate.topic()) >= 0)
                                    .toList()));
        }
        Learnt learnt = new Learnt(learn(examples), calibrations, words);
        System.out.println(
                "%s, %d examples, without %s".formatted(language, examples.size(), without));
        Figures figures = new Figures(examples, readings, learnt);
        figures.summary();
        if (!without.isEmpty()) {
            return;
        }
        figures.print();
        try (DataOutputStream out =
                new DataOutputStream(
                        new BufferedOutputStream(
                                Files.newOutputStream(
                                        RESOURCES.resolve(language.tag + ".weights"))))) {
            learnt.write(out);
        }
    }

    private Classifier learn(List<Example> examples) {
        List<Regression.Sample> samples = new ArrayList<>();
        for (Example example : examples) {
            EncodedSentence whole = example.whole;
            if (!whole.pieces().isEmpty()) {
                int last = whole.clauses().size() - 2;
                byte[] says = new byte[topics.size()];
                for (int topic = 0; topic < says.length; topic++) {
                    says[topic] = (byte) example.says(topics.get(topic));
                }
                samples.add(
                        new Regression.Sample(
                                whole,
                                new Window(0, last, 0, whole.pieces().size()),
                                reader.context(whole.sentence()).in(0, last),
                                says));
            }
        }
        return Regression.learn(topics, samples, without);
    }

    /** Of each topic the likeliest, as the analyzer takes it. */
    private void read(Example example, Classifier classifier, List<Reading> readings) {
        Map<Topic, Candidate> best = new HashMap<>();
        for (EncodedSentence sentence : example.sentences) {
            for (Candidate candidate : reader.candidates(sentence, classifier)) {
                best.merge(candidate.topic(), candidate, Training::likelier);
            }
        }
        topics.stream()
                .map(best::get)
                .filter(candidate -> candidate != null)
                .forEach(candidate -> readings.add(new Reading(example, candidate)));
    }

    private static Candidate likelier(Candidate one, Candidate other) {
        if (one.said() != other.said()) {
            return one.said() ? one : other;
        }
        return one.features()[1] >= other.features()[1] ? one : other;
    }

    /** Those that the examples use, the most frequent first; Chinese has none to spell. */
    private static List<String> words(Language language) throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        if (language == Language.ENGLISH) {
            try (CsvReader<NamedCsvRecord> rows =
                    CsvReader.builder().ofNamedCsvRecord(EXAMPLES.resolve(language.tag + ".csv"))) {
                for (NamedCsvRecord row : rows) {
                    WORD.matcher(row.getField("text").toLowerCase(Locale.ROOT))
                            .results()
                            .forEach(word -> counts.merge(word.group(), 1, Integer::sum));
                }
            }
        }
        return counts.entrySet().stream()
                .filter(word -> word.getValue() >= USUAL)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private List<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        try (CsvReader<NamedCsvRecord> rows =
                CsvReader.builder().ofNamedCsvRecord(EXAMPLES.resolve(language.tag + ".csv"))) {
            for (NamedCsvRecord row : rows) {
                examples.add(
                        example(
                                row.getField("text"),
                                words(row.getField("has")),
                                words(row.getField("may")),
                                row.getField("why"),
                                row.getField("wording")));
            }
        }
        for (LabelledSentence sentence : LabelledSentence.read(language.tag)) {
            Set<String> has = new TreeSet<>(sentence.groups());
            sentence.flags().forEach(flag -> has.add(flag.toLowerCase(Locale.ROOT)));
            Set<String> may = new TreeSet<>(sentence.neutral());
            LabelledSentence.UNLABELLED_FLAGS.forEach(
                    flag -> may.add(flag.toLowerCase(Locale.ROOT)));
            if (!sentence.precise()) {
                topics.stream()
                        .filter(topic -> !(topic instanceof Topic.Cue))
                        .forEach(topic -> may.add(name(topic)));
            }
            examples.add(example(sentence.text(), has, may, "review", sentence.text()));
        }
        return examples;
    }

    private Example example(
            String text, Set<String> has, Set<String> may, String why, String wording)
            throws IOException {
        List<EncodedSentence> sentences = new ArrayList<>();
        List<String> clauses = new ArrayList<>();
        for (Sentence sentence : Splitter.split(text, 400)) {
            if (sentence.language() == language) {
                sentences.add(reader.encode(sentence, new Cancellation()));
                clauses.addAll(sentence.clauses());
            }
        }
        EncodedSentence whole =
                sentences.size() == 1
                        ? sentences.getFirst()
                        : reader.encode(Sentence.of(language, clauses), new Cancellation());
        int fold = Math.floorMod(wording.hashCode() * 31 + 7, FOLDS);
        return new Example(has, may, why, fold, sentences, whole);
    }

    private static Set<String> words(String cell) {
        Set<String> words = new TreeSet<>(List.of(cell.split(";", -1)));
        words.remove("");
        return words;
    }

    static String name(Topic topic) {
        return switch (topic) {
            case Topic.Symptom(int group, _) -> String.valueOf(group);
            case Topic.Alarm(String kind) -> kind;
            default -> throw new IllegalArgumentException("nothing is learnt of " + topic);
        };
    }
}
